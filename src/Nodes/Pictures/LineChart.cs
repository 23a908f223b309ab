using System.Text;

namespace Bss2.Nodes.Pictures;

/// <summary>Curves over a common axis, with optional vertical markers.</summary>
/// <param name="X">Horizontal axis.</param>
/// <param name="Y">Vertical axis.</param>
/// <param name="Series">Drawn in order.</param>
internal sealed record LineChart(Axis X, Axis Y, IReadOnlyList<LineSeries> Series)
{
    private const int Columns = 500;

    public double Width { get; init; } = 560;

    public double Height { get; init; } = 300;

    public string Description { get; init; } = "Line chart";

    public string ToSvg()
    {
        var legend = Series.Count > 1 ? Series.Where(s => s.Name.Length > 0).Select(s => new LegendEntry(s.Name, Style(s))).ToArray() : [];
        var frame = new PlotFrame(X, Y, Width, Height, Description, legend);
        frame.DrawGrid();
        foreach (var series in Series)
        {
            Draw(frame, series);
        }

        frame.DrawAxes();
        return frame.Svg.Build();
    }

    private static string Style(LineSeries series) => $"{Palette.Stroke(series.Colour)} {(series.Faint ? "faint" : "curve")}";

    private static void Draw(PlotFrame frame, LineSeries series)
    {
        var curve = new StringBuilder();
        var dots = new StringBuilder();
        var joined = false;
        foreach (var k in Thinning.Keep(series.Y, Columns))
        {
            if (!double.IsFinite(series.Y[k]))
            {
                joined = false;
                continue;
            }

            var (x, y) = (frame.X(series.X[k]), frame.Y(series.Y[k]));
            curve.Append(joined ? 'L' : 'M').Append(SvgBuilder.Number(x)).Append(' ').Append(SvgBuilder.Number(y));
            joined = true;
            if (series.Dots)
            {
                dots.Append(Marks.Path(0, x, y, 3));
            }
        }

        frame.Svg.Path(curve.ToString(), Style(series));
        frame.Svg.Path(dots.ToString(), Palette.Fill(series.Colour) + " dots");
    }
}
