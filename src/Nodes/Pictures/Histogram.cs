namespace Bss2.Nodes.Pictures;

/// <summary>Counts of whole numbers, one bar each.</summary>
/// <param name="X">Horizontal axis; reaches half a bin beyond the first and last number.</param>
/// <param name="CountLabel">Label of the vertical axis.</param>
/// <param name="First">Number of the first bar.</param>
/// <param name="Counts">[bar].</param>
internal sealed record Histogram(Axis X, string CountLabel, int First, IReadOnlyList<int> Counts)
{
    public double Width { get; init; } = 560;

    public double Height { get; init; } = 260;

    public string Description { get; init; } = "Histogram";

    public int Colour { get; init; }

    /// <summary>Whether the first and last bar stand for values beyond the range and are set apart.</summary>
    public bool EndsApart { get; init; }

    public string ToSvg()
    {
        var legend = EndsApart ? new[] { new LegendEntry("on the grid", Palette.Fill(Colour), 1), new LegendEntry("at its ends (saturated)", Palette.Fill(5), 1) } : [];
        var counts = Axis.Covering(Counts.Select(c => (double)c).Append(0).Append(1), CountLabel, 6);
        var frame = new PlotFrame(X, counts, Width, Height, Description, legend);
        frame.DrawGrid();
        for (var k = 0; k < Counts.Count; k++)
        {
            if (Counts[k] == 0)
            {
                continue;
            }

            var (left, right) = (frame.X(First + k - 0.5), frame.X(First + k + 0.5));
            var end = EndsApart && (k == 0 || k == Counts.Count - 1);
            var top = frame.Y(Counts[k]);
            frame.Svg.Rectangle(left + 0.25, top, Math.Max(right - left - 0.5, 0.5), frame.Bottom - top, Palette.Fill(end ? 5 : Colour), $"{First + k}: {Counts[k]}");
        }

        frame.DrawAxes();
        return frame.Svg.Build();
    }
}
