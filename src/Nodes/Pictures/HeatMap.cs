namespace Bss2.Nodes.Pictures;

/// <summary>A plane of coloured cells with an optional outline and example point; the plot area is a square.</summary>
/// <param name="X">Horizontal axis.</param>
/// <param name="Y">Vertical axis.</param>
/// <param name="Columns">Cells along x.</param>
/// <param name="Rows">Cells along y.</param>
/// <param name="Pixels">[row from the bottom, column, red green blue].</param>
internal sealed record HeatMap(Axis X, Axis Y, int Columns, int Rows, byte[] Pixels)
{
    public double Width { get; init; } = 440;

    public string Description { get; init; } = "Map";

    public IReadOnlyList<LegendEntry> Legend { get; init; } = [];

    /// <summary>Path data of an outline, or null.</summary>
    public Func<PlotFrame, string>? Outline { get; init; }

    /// <summary>A point to be found at once, or null.</summary>
    public (double X, double Y)? Highlight { get; init; }

    public string ToSvg()
    {
        var frame = new PlotFrame(X, Y, Width, PlotFrame.SquareHeight(Width, Legend.Count > 0), Description, Legend);
        frame.Svg.Image(frame.Left, frame.Top, frame.Right - frame.Left, frame.Bottom - frame.Top, PngImage.Encode(Columns, Rows, FromTheTop()));
        frame.Svg.Path(Outline?.Invoke(frame) ?? "", "image-outline");
        if (Highlight is { } point)
        {
            frame.Svg.Circle(frame.X(point.X), frame.Y(point.Y), 6, "example");
        }

        frame.DrawAxes();
        return frame.Svg.Build();
    }

    private byte[] FromTheTop()
    {
        var stride = 3 * Columns;
        var turned = new byte[Pixels.Length];
        for (var row = 0; row < Rows; row++)
        {
            Array.Copy(Pixels, row * stride, turned, (Rows - 1 - row) * stride, stride);
        }

        return turned;
    }
}
