namespace Bss2.Nodes.Pictures;

/// <summary>The rectangle between the axes: grid, ticks, axis labels and legend, and the way from data to picture coordinates.</summary>
internal sealed class PlotFrame
{
    private const double LeftMargin = 62;
    private const double RightMargin = 14;
    private const double TopMargin = 12;
    private const double LegendHeight = 22;
    private const double BottomMargin = 44;

    /// <param name="x">Horizontal axis.</param>
    /// <param name="y">Vertical axis.</param>
    /// <param name="width">Width of the whole picture.</param>
    /// <param name="height">Height of the whole picture.</param>
    /// <param name="description">What the picture shows.</param>
    /// <param name="legend">Names with the class of their mark, or none.</param>
    public PlotFrame(Axis x, Axis y, double width, double height, string description, IReadOnlyList<LegendEntry>? legend = null)
    {
        (XAxis, YAxis, Width, Height) = (x, y, width, height);
        Legend = legend ?? [];
        Top = TopMargin + (Legend.Count > 0 ? LegendHeight : 0);
        Svg = new SvgBuilder(width, height, description);
    }

    public Axis XAxis { get; }

    public Axis YAxis { get; }

    public double Width { get; }

    public double Height { get; }

    public IReadOnlyList<LegendEntry> Legend { get; }

    public double Left { get; } = LeftMargin;

    public double Right => Width - RightMargin;

    public double Top { get; }

    public double Bottom => Height - BottomMargin;

    public SvgBuilder Svg { get; }

    /// <summary>Height of a picture of the given width whose plot area is a square.</summary>
    public static double SquareHeight(double width, bool legend) =>
        width - LeftMargin - RightMargin + TopMargin + (legend ? LegendHeight : 0) + BottomMargin;

    /// <summary>Horizontal picture coordinate; values outside the axis end at its ends.</summary>
    public double X(double value) => Left + (Math.Clamp(XAxis.Share(value), 0, 1) * (Right - Left));

    /// <summary>Vertical picture coordinate, upwards; values outside the axis end at its ends.</summary>
    public double Y(double value) => Bottom - (Math.Clamp(YAxis.Share(value), 0, 1) * (Bottom - Top));

    /// <summary>Grid lines: drawn before the data.</summary>
    public void DrawGrid()
    {
        foreach (var tick in YAxis.Ticks)
        {
            Svg.Line(Left, Y(tick), Right, Y(tick), "grid");
        }
    }

    /// <summary>Axes, ticks, labels and legend: drawn after the data. An axis may name its own ticks.</summary>
    public void DrawAxes(IReadOnlyList<string>? rowNames = null)
    {
        Svg.Line(Left, Bottom, Right, Bottom, "axis");
        Svg.Line(Left, Top, Left, Bottom, "axis");
        foreach (var tick in XAxis.Ticks)
        {
            Svg.Line(X(tick), Bottom, X(tick), Bottom + 4, "axis");
            Svg.Text(X(tick), Bottom + 17, XAxis.TickLabel(tick), "tick", "middle");
        }

        if (rowNames is null)
        {
            foreach (var tick in YAxis.Ticks)
            {
                Svg.Text(Left - 7, Y(tick) + 4, YAxis.TickLabel(tick), "tick", "end");
            }
        }
        else
        {
            for (var row = 0; row < rowNames.Count; row++)
            {
                Svg.Text(Left - 7, Y(row) + 4, rowNames[row], "tick", "end");
            }
        }

        Svg.Text((Left + Right) / 2, Height - 8, XAxis.Label, "label", "middle");
        Svg.Text(14, (Top + Bottom) / 2, YAxis.Label, "label", "middle", turned: true);
        DrawLegend();
    }

    private void DrawLegend()
    {
        // Widths of letters are not known here: 6.6 units is a generous mean at 12 px.
        var x = Left;
        foreach (var entry in Legend)
        {
            if (entry.Shape is { } shape)
            {
                Svg.Path(Marks.Path(shape, x + 6, 15, 4.5), entry.Style);
            }
            else
            {
                Svg.Line(x, 15, x + 14, 15, entry.Style);
            }

            Svg.Text(x + 19, 19, entry.Name, "label");
            x += 36 + (entry.Name.Length * 6.6);
        }
    }
}
