using static System.FormattableString;

namespace Bss2.Nodes.Pictures;

/// <summary>How often each class is taken for each: rows are true classes, columns those given; a field is the darker the larger its share of the row.</summary>
/// <param name="Names">Of the classes.</param>
/// <param name="Counts">[true class, given class].</param>
internal sealed record ConfusionMatrix(IReadOnlyList<string> Names, IReadOnlyList<int> Counts)
{
    private const double Field = 40;
    private const double Left = 62;
    private const double Top = 46;

    // Viewers blend neighbouring pixels: a field of several has sharp edges.
    private const int FieldPixels = 8;

    public string ToSvg()
    {
        var classes = Names.Count;
        var side = classes * Field;
        var svg = new SvgBuilder(Left + side + 8, Top + side + 8, "Confusion matrix");
        svg.Text(Left + (side / 2), 14, "class given", "label", "middle");
        svg.Text(16, Top + (side / 2), "true class", "label", "middle", turned: true);
        svg.Image(Left, Top, side, side, PngImage.Encode(classes * FieldPixels, classes * FieldPixels, Shades()));
        for (var k = 0; k < classes; k++)
        {
            svg.Text(Left + ((k + 0.5) * Field), Top - 8, Names[k], "tick", "middle");
            svg.Text(Left - 8, Top + ((k + 0.5) * Field) + 4, Names[k], "tick", "end");
        }

        for (var k = 0; k < Counts.Count; k++)
        {
            var (row, column) = (k / classes, k % classes);
            var (x, y) = (Left + (column * Field), Top + (row * Field));
            if (Counts[k] > 0)
            {
                svg.Text(x + (Field / 2), y + (Field / 2) + 4, Invariant($"{Counts[k]}"), Share(k) > 0.5 ? "on-dark" : "on-light", "middle");
            }
        }

        return svg.Build();
    }

    private double Share(int k)
    {
        var row = k / Names.Count * Names.Count;
        var sum = 0;
        for (var column = 0; column < Names.Count; column++)
        {
            sum += Counts[row + column];
        }

        return sum == 0 ? 0 : (double)Counts[k] / sum;
    }

    // White to the first colour of the palette; the root, so that single mistakes can be seen.
    private byte[] Shades()
    {
        var (red, green, blue) = Palette.Colour(0);
        var width = Names.Count * FieldPixels;
        var pixels = new byte[3 * width * width];
        for (var p = 0; p < width * width; p++)
        {
            var depth = Math.Sqrt(Share((p / width / FieldPixels * Names.Count) + (p % width / FieldPixels)));
            (pixels[3 * p], pixels[(3 * p) + 1], pixels[(3 * p) + 2]) = (Mix(red), Mix(green), Mix(blue));

            byte Mix(byte colour) => (byte)Math.Round(255 + (depth * (colour - 255)));
        }

        return pixels;
    }
}
