using Bss2.Nodes.Pictures;
using static Bss2.Nodes.Pictures.SvgBuilder;

namespace Bss2.Nodes.Reports;

/// <summary>The true borders of the Yin-Yang classes in the unit square (Kriener, Göltz and Petrovici 2022): big radius 0.5, eyes of radius 0.1.</summary>
internal static class YinYangOutline
{
    private const double BigRadius = 0.5;
    private const double EyeRadius = 0.1;

    /// <summary>Path data: outer circle, the curve between yin and yang, and the two eyes.</summary>
    public static string Path(PlotFrame frame)
    {
        const double Middle = BigRadius;
        return Circle(frame, Middle, Middle, BigRadius)
            + $"M{Point(frame, 0, Middle)}{HalfCircle(frame, BigRadius, above: false)}{HalfCircle(frame, 2 * BigRadius, above: true)}"
            + Circle(frame, 0.5 * BigRadius, Middle, EyeRadius)
            + Circle(frame, 1.5 * BigRadius, Middle, EyeRadius);
    }

    private static string Point(PlotFrame frame, double x, double y) => $"{Number(frame.X(x))} {Number(frame.Y(y))}";

    private static string Radii(PlotFrame frame, double radius) =>
        $"{Number(frame.X(radius) - frame.X(0))} {Number(frame.Y(0) - frame.Y(radius))}";

    private static string HalfCircle(PlotFrame frame, double toX, bool above) =>
        $"A{Radii(frame, BigRadius / 2)} 0 0 {(above ? 1 : 0)} {Point(frame, toX, BigRadius)}";

    private static string Circle(PlotFrame frame, double x, double y, double radius) =>
        $"M{Point(frame, x - radius, y)}A{Radii(frame, radius)} 0 1 0 {Point(frame, x + radius, y)}A{Radii(frame, radius)} 0 1 0 {Point(frame, x - radius, y)}";
}
