using System.Text;

namespace Bss2.Nodes.Pictures;

/// <summary>Points in a plane, marked by class in colour and shape; the plot area is a square.</summary>
/// <param name="X">Horizontal axis.</param>
/// <param name="Y">Vertical axis.</param>
/// <param name="PointX">[point].</param>
/// <param name="PointY">[point].</param>
/// <param name="Classes">[point], index in <paramref name="ClassNames"/>.</param>
/// <param name="ClassNames">Names in the legend.</param>
internal sealed record ScatterPlot(Axis X, Axis Y, IReadOnlyList<double> PointX, IReadOnlyList<double> PointY, IReadOnlyList<int> Classes, IReadOnlyList<string> ClassNames)
{
    public double Width { get; init; } = 440;

    public string Description { get; init; } = "Scatter plot";

    /// <summary>A point to be found at once, or null.</summary>
    public (double X, double Y)? Highlight { get; init; }

    /// <summary>Outline over the points: path data from a frame, or null.</summary>
    public Func<PlotFrame, string>? Outline { get; init; }

    public string ToSvg()
    {
        var legend = ClassNames.Select((name, k) => new LegendEntry(name, Palette.Fill(k), k)).ToArray();
        var frame = new PlotFrame(X, Y, Width, PlotFrame.SquareHeight(Width, legend.Length > 0), Description, legend);
        for (var c = 0; c < ClassNames.Count; c++)
        {
            var marks = new StringBuilder();
            for (var k = 0; k < Classes.Count; k++)
            {
                if (Classes[k] == c)
                {
                    marks.Append(Marks.Path(c, frame.X(PointX[k]), frame.Y(PointY[k]), 2.6));
                }
            }

            frame.Svg.Path(marks.ToString(), Palette.Fill(c) + " dots");
        }

        frame.Svg.Path(Outline?.Invoke(frame) ?? "", "outline");
        if (Highlight is { } point)
        {
            frame.Svg.Circle(frame.X(point.X), frame.Y(point.Y), 6, "example");
        }

        frame.DrawAxes();
        return frame.Svg.Build();
    }
}
