using System.Globalization;
using System.Xml.Linq;
using Bss2.Nodes.Pictures;

namespace Bss2.Nodes.Tests.Pictures;

public sealed class ChartTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void A_line_goes_through_its_points()
    {
        var frame = new PlotFrame(new Axis(0, 2, "x"), new Axis(0, 10, "y"), 560, 300, "");
        var chart = new LineChart(frame.XAxis, frame.YAxis, [new LineSeries("a", [0, 1, 2], [0, 5, 10], 0)]);

        var path = Element(chart.ToSvg(), "path", "s0 curve");

        var (left, right) = (SvgBuilder.Number(frame.Left), SvgBuilder.Number(frame.Right));
        var middle = $"{SvgBuilder.Number((frame.Left + frame.Right) / 2)} {SvgBuilder.Number((frame.Top + frame.Bottom) / 2)}";
        Assert.Equal($"M{left} {SvgBuilder.Number(frame.Bottom)}L{middle}L{right} {SvgBuilder.Number(frame.Top)}", path.Attribute("d")!.Value);
    }

    [Fact]
    public void A_value_that_is_not_a_number_interrupts_the_line()
    {
        var chart = new LineChart(new Axis(0, 4, "x"), new Axis(0, 10, "y"), [new LineSeries("a", [0, 1, 2, 3, 4], [1, 2, double.NaN, 3, 4], 0)]);

        var path = Element(chart.ToSvg(), "path", "s0 curve").Attribute("d")!.Value;

        Assert.Equal(2, path.Count(c => c == 'M'));
        Assert.Equal(2, path.Count(c => c == 'L'));
        Assert.DoesNotContain("NaN", path, StringComparison.Ordinal);
    }

    [Fact]
    public void A_raster_draws_one_mark_for_each_spike_and_names_its_markers()
    {
        var svg = new RasterPlot(new Axis(0, 60, "time (µs)"), "neuron", 120, [1, 2, 3.5], [0, 7, 119]) { Markers = [(18, "t_bias")] }.ToSvg();

        Assert.Equal(3, Element(svg, "path", "spikes").Attribute("d")!.Value.Count(c => c == 'M'));
        Assert.Contains(XDocument.Parse(svg).Descendants(Svg + "text"), t => t.Value == "t_bias");
    }

    [Fact]
    public void Bars_are_as_high_as_their_counts()
    {
        var svg = new Histogram(new Axis(-2, 2, "w"), "weights", -1, [1, 4, 2]).ToSvg();

        var heights = XDocument.Parse(svg).Descendants(Svg + "rect").Select(r => double.Parse(r.Attribute("height")!.Value, CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal(3, heights.Length);
        Assert.Equal(4, heights[1] / heights[0], 1);
        Assert.Equal(2, heights[2] / heights[0], 1);
    }

    [Fact]
    public void A_heat_map_has_its_first_row_at_the_bottom()
    {
        byte[] pixels = [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4];
        var image = XDocument.Parse(new HeatMap(new Axis(0, 1, "x"), new Axis(0, 1, "y"), 2, 2, pixels).ToSvg()).Descendants(Svg + "image").Single();

        var expected = PngImage.Encode(2, 2, [3, 3, 3, 4, 4, 4, 1, 1, 1, 2, 2, 2]);
        Assert.Equal("data:image/png;base64," + Convert.ToBase64String(expected), image.Attribute("href")!.Value);
    }

    [Fact]
    public void Classes_differ_in_colour_and_in_shape()
    {
        var svg = new ScatterPlot(new Axis(0, 1, "x"), new Axis(0, 1, "y"), [0.5, 0.5, 0.5], [0.5, 0.5, 0.5], [0, 1, 2], ["a", "b", "c"]).ToSvg();

        var marks = XDocument.Parse(svg).Descendants(Svg + "path").Where(p => p.Attribute("class")!.Value.EndsWith("dots", StringComparison.Ordinal)).ToArray();
        Assert.Equal(["f0 dots", "f1 dots", "f2 dots"], marks.Select(m => m.Attribute("class")!.Value));
        Assert.Equal(3, marks.Select(m => new string([.. m.Attribute("d")!.Value.Where(char.IsAsciiLetter)])).Distinct().Count());
    }

    [Fact]
    public void Names_cannot_break_the_picture()
    {
        var svg = new LineChart(new Axis(0, 1, "a < b & \"c\""), new Axis(0, 1, "<script>"), []) { Description = "\"<&>\"" }.ToSvg();

        var document = XDocument.Parse(svg);
        Assert.Equal("\"<&>\"", document.Root!.Attribute("aria-label")!.Value);
        Assert.Contains(document.Descendants(Svg + "text"), t => t.Value == "a < b & \"c\"");
    }

    private static XElement Element(string svg, string name, string style) =>
        Assert.Single(XDocument.Parse(svg).Descendants(Svg + name), e => e.Attribute("class")?.Value == style);
}
