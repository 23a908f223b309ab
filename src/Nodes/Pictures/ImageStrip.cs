using static System.FormattableString;

namespace Bss2.Nodes.Pictures;

/// <summary>Small square images of the same size in rows, as one picture; each row is labelled with the number of its first image.</summary>
/// <param name="Size">Pixels of an image along each side.</param>
/// <param name="Numbers">[image].</param>
/// <param name="Pixels">[image, row from the bottom, column, red green blue].</param>
internal sealed record ImageStrip(int Size, int[] Numbers, byte[] Pixels)
{
    private const int Columns = 20;
    private const double Label = 44;
    private const double Gap = 0.12;

    public double Width { get; init; } = 1000;

    public string Description { get; init; } = "Images";

    public string ToSvg()
    {
        var rows = (Numbers.Length + Columns - 1) / Columns;
        var pitch = (Width - Label) / Columns;
        var svg = new SvgBuilder(Width, Math.Max(rows, 1) * pitch, Description);
        for (var k = 0; k < Numbers.Length; k++)
        {
            var (x, y) = (Label + (k % Columns * pitch), k / Columns * pitch);
            if (k % Columns == 0)
            {
                svg.Text(Label - 6, y + (0.55 * pitch), Invariant($"{Numbers[k]}"), "tick", "end");
            }

            svg.Image(x, y, (1 - Gap) * pitch, (1 - Gap) * pitch, PngImage.Encode(Size, Size, FromTheTop(k)));
        }

        return svg.Build();
    }

    private byte[] FromTheTop(int image)
    {
        var stride = 3 * Size;
        var turned = new byte[Size * stride];
        for (var row = 0; row < Size; row++)
        {
            Array.Copy(Pixels, ((image * Size) + row) * stride, turned, (Size - 1 - row) * stride, stride);
        }

        return turned;
    }
}
