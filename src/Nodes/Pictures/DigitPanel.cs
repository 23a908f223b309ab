using System.Text;
using static Bss2.Nodes.Pictures.SvgBuilder;
using static System.FormattableString;

namespace Bss2.Nodes.Pictures;

/// <summary>Images side by side, each with the spikes that it brings about and how often each output neuron spikes.</summary>
/// <param name="ImageWidth">Pixels in a row of an image.</param>
/// <param name="ImageHeight">Rows of an image.</param>
/// <param name="Steps">Time steps of a raster.</param>
/// <param name="Neurons">Rows of a raster.</param>
/// <param name="Items">What is shown.</param>
internal sealed record DigitPanel(int ImageWidth, int ImageHeight, int Steps, int Neurons, IReadOnlyList<DigitPanel.Item> Items)
{
    private const int Columns = 5;
    private const double Cell = 224;
    private const double CellHeight = 266;
    private const double ImageSize = 110;
    private const double Margin = 10;
    private const double TextHeight = 18;
    private const double BarLength = 58;
    private const double RasterTop = TextHeight + ImageSize + 12;
    private const double RasterHeight = CellHeight - RasterTop - 16;

    public string ToSvg()
    {
        var rows = (Items.Count + Columns - 1) / Columns;
        var svg = new SvgBuilder(Columns * Cell, Math.Max(rows, 1) * CellHeight, "Examples with their hidden spikes and output counts");
        for (var k = 0; k < Items.Count; k++)
        {
            Draw(svg, Items[k], k % Columns * Cell, k / Columns * CellHeight);
        }

        return svg.Build();
    }

    private void Draw(SvgBuilder svg, Item item, double left, double top)
    {
        svg.Text(left + Margin, top + 13, Invariant($"{item.Label}, taken for {item.Winner}{(item.Label == item.Winner ? "" : " (wrong)")}"), "label");
        svg.Image(left + Margin, top + TextHeight, ImageSize, ImageSize, PngImage.Encode(ImageWidth, ImageHeight, Grey(item.Pixels)));
        DrawCounts(svg, item, left + Margin + ImageSize + 22, top + TextHeight);
        DrawRaster(svg, item, left + Margin, top + RasterTop);
    }

    private static void DrawCounts(SvgBuilder svg, Item item, double left, double top)
    {
        var most = Math.Max(1, item.Counts.Max());
        var height = ImageSize / item.Counts.Count;
        for (var c = 0; c < item.Counts.Count; c++)
        {
            var (y, length) = (top + (c * height), BarLength * item.Counts[c] / most);
            svg.Text(left - 4, y + height - 0.5, Invariant($"{c}"), "tick", "end");
            svg.Rectangle(left, y + 0.5, Math.Max(length, 0.5), height - 1, Palette.Fill(c == item.Label ? 2 : 0), Invariant($"class {c}: {item.Counts[c]} spikes"));
            svg.Text(left + length + 3, y + height - 0.5, Invariant($"{item.Counts[c]}"), "tick");
        }
    }

    private void DrawRaster(SvgBuilder svg, Item item, double left, double top)
    {
        const double Width = Cell - (2 * Margin);
        var (step, row) = (Width / Steps, RasterHeight / Neurons);
        var marks = new StringBuilder();
        foreach (var (time, neuron) in item.Spikes)
        {
            marks.Append('M').Append(Number(left + ((time + 0.5) * step))).Append(' ').Append(Number(top + RasterHeight - ((neuron + 1) * row))).Append('v').Append(Number(Math.Max(row, 1)));
        }

        svg.Path(marks.ToString(), "spikes");
        svg.Line(left, top + RasterHeight + 1, left + Width, top + RasterHeight + 1, "axis");
    }

    private static byte[] Grey(IReadOnlyList<float> pixels)
    {
        var rgb = new byte[3 * pixels.Count];
        for (var k = 0; k < rgb.Length; k++)
        {
            rgb[k] = (byte)Math.Round(255 * Math.Clamp(pixels[k / 3], 0f, 1f));
        }

        return rgb;
    }

    /// <param name="Label">Its class.</param>
    /// <param name="Winner">The class that the network gives it.</param>
    /// <param name="Pixels">[row, column], 0 black to 1 white.</param>
    /// <param name="Spikes">Hidden spikes.</param>
    /// <param name="Counts">[class], output spikes.</param>
    internal sealed record Item(int Label, int Winner, IReadOnlyList<float> Pixels, IReadOnlyList<(int Step, int Neuron)> Spikes, IReadOnlyList<int> Counts);
}
