using Bss2.Nodes.Pictures;
using Bss2.Trainer.Data;

namespace Bss2.Nodes.Reports;

/// <summary>The eight patterns of Bars.</summary>
internal static class PatternPicture
{
    private const int Side = 3;
    private const double Pixel = 18;
    private const double Pitch = 70;
    private const double Top = 8;

    public static Figure Figure()
    {
        var patterns = BarsDataset.EachPattern();
        var svg = new SvgBuilder((patterns.Count * Pitch) + 8, Top + (Side * Pixel) + 24, "The eight patterns of Bars");
        for (var pattern = 0; pattern < patterns.Count; pattern++)
        {
            var times = patterns[pattern];
            var left = 8 + (pattern * Pitch);
            for (var pixel = 0; pixel < times.Length; pixel++)
            {
                var late = times[pixel] > LatencyCode.Bars.Early;
                svg.Rectangle(left + (pixel % Side * Pixel), Top + (pixel / Side * Pixel), Pixel - 1, Pixel - 1, Palette.Fill(late ? 0 : 3), late ? "late" : "early");
            }

            svg.Text(left + (Side * Pixel / 2), Top + (Side * Pixel) + 16, patterns.ClassNames[patterns.Labels[pattern]], "", "middle");
        }

        return new Figure("The eight patterns", svg.Build(), "Pixels of a bar spike late, the others early; a bar's direction is its class.", Wide: true);
    }
}
