using System.Text;
using static Bss2.Nodes.Pictures.SvgBuilder;

namespace Bss2.Nodes.Pictures;

/// <summary>Spikes over time, one row for each channel or neuron.</summary>
/// <param name="Time">Horizontal axis.</param>
/// <param name="RowLabel">Label of the vertical axis.</param>
/// <param name="RowCount">Rows, at least 1; row 0 is at the bottom.</param>
/// <param name="Times">[spike], in units of the time axis.</param>
/// <param name="Rows">[spike], 0..RowCount − 1.</param>
internal sealed record RasterPlot(Axis Time, string RowLabel, int RowCount, IReadOnlyList<double> Times, IReadOnlyList<int> Rows)
{
    /// <summary>Up to so many rows each has a guide line.</summary>
    private const int MostGuidedRows = 12;
    private const double SmallestHalfMark = 2.2;
    private const double LargestHalfMark = 14;

    public double Width { get; init; } = 560;

    public double Height { get; init; } = 300;

    public string Description { get; init; } = "Spike raster";

    /// <summary>Names of the rows, from the bottom, or null for numbers.</summary>
    public IReadOnlyList<string>? RowNames { get; init; }

    /// <summary>Vertical lines with a name, e.g. the ends of an encoding interval.</summary>
    public IReadOnlyList<(double Time, string Name)> Markers { get; init; } = [];

    public string ToSvg()
    {
        // Names of markers stand above the plot area, where a legend would.
        var legend = Markers.Count > 0 ? new[] { new LegendEntry("", "grid") } : [];
        var rows = new Axis(-0.5, Math.Max(RowCount, 1) - 0.5, RowLabel);
        var frame = new PlotFrame(Time, rows, Width, Height, Description, legend);
        foreach (var (time, name) in Markers)
        {
            frame.Svg.Line(frame.X(time), frame.Top - 2, frame.X(time), frame.Bottom, "marker");
            frame.Svg.Text(frame.X(time), frame.Top - 6, name, "label", "middle");
        }

        if (RowCount <= MostGuidedRows)
        {
            for (var row = 0; row < RowCount; row++)
            {
                frame.Svg.Line(frame.Left, frame.Y(row), frame.Right, frame.Y(row), "grid");
            }
        }

        var half = Math.Clamp(0.42 * (frame.Bottom - frame.Top) / Math.Max(RowCount, 1), SmallestHalfMark, LargestHalfMark);
        var marks = new StringBuilder();
        for (var k = 0; k < Times.Count; k++)
        {
            marks.Append('M').Append(Number(frame.X(Times[k]))).Append(' ').Append(Number(frame.Y(Rows[k]) - half)).Append('v').Append(Number(2 * half));
        }

        frame.Svg.Path(marks.ToString(), "spikes");
        frame.DrawAxes(RowNames);
        return frame.Svg.Build();
    }
}
