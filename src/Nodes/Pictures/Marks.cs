using static Bss2.Nodes.Pictures.SvgBuilder;

namespace Bss2.Nodes.Pictures;

/// <summary>Point marks: circle, square, triangle, diamond in turn, of about the same area.</summary>
internal static class Marks
{
    /// <summary>Path data of one mark around a centre.</summary>
    public static string Path(int shape, double x, double y, double radius) => (shape % 4) switch
    {
        0 => $"M{Number(x - radius)} {Number(y)}a{Number(radius)} {Number(radius)} 0 1 0 {Number(2 * radius)} 0a{Number(radius)} {Number(radius)} 0 1 0 {Number(-2 * radius)} 0z",
        1 => $"M{Number(x - (0.9 * radius))} {Number(y - (0.9 * radius))}h{Number(1.8 * radius)}v{Number(1.8 * radius)}h{Number(-1.8 * radius)}z",
        2 => $"M{Number(x)} {Number(y - (1.3 * radius))}l{Number(1.2 * radius)} {Number(2.1 * radius)}h{Number(-2.4 * radius)}z",
        _ => $"M{Number(x)} {Number(y - (1.3 * radius))}l{Number(1.3 * radius)} {Number(1.3 * radius)}l{Number(-1.3 * radius)} {Number(1.3 * radius)}l{Number(-1.3 * radius)} {Number(-1.3 * radius)}z",
    };
}
