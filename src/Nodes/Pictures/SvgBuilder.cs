using System.Globalization;
using System.Net;
using System.Text;

namespace Bss2.Nodes.Pictures;

/// <summary>Writes one SVG picture. Colours come from the classes of <see cref="Palette"/>, so that a page can follow a light or dark scheme.</summary>
internal sealed class SvgBuilder
{
    private readonly StringBuilder _text = new();

    /// <param name="width">Width of the view box.</param>
    /// <param name="height">Height of the view box.</param>
    /// <param name="description">What the picture shows, for readers who do not see it.</param>
    public SvgBuilder(double width, double height, string description) =>
        _text.Append($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Number(width)} {Number(height)}\" role=\"img\" aria-label=\"{Escape(description)}\">\n");

    /// <summary>A coordinate with at most two decimals, the same text everywhere.</summary>
    public static string Number(double value)
    {
        var text = value.ToString("0.##", CultureInfo.InvariantCulture);
        return text == "-0" ? "0" : text;
    }

    public static string Escape(string text) => WebUtility.HtmlEncode(text).Replace("&#39;", "'", StringComparison.Ordinal);

    public void Line(double fromX, double fromY, double toX, double toY, string style) =>
        _text.Append($"<line class=\"{style}\" x1=\"{Number(fromX)}\" y1=\"{Number(fromY)}\" x2=\"{Number(toX)}\" y2=\"{Number(toY)}\"/>\n");

    public void Rectangle(double x, double y, double width, double height, string style, string? tip = null)
    {
        _text.Append($"<rect class=\"{style}\" x=\"{Number(x)}\" y=\"{Number(y)}\" width=\"{Number(width)}\" height=\"{Number(height)}\"");
        _text.Append(tip is null ? "/>\n" : $"><title>{Escape(tip)}</title></rect>\n");
    }

    public void Circle(double x, double y, double radius, string style) =>
        _text.Append($"<circle class=\"{style}\" cx=\"{Number(x)}\" cy=\"{Number(y)}\" r=\"{Number(radius)}\"/>\n");

    public void Path(string data, string style)
    {
        if (data.Length > 0)
        {
            _text.Append($"<path class=\"{style}\" d=\"{data}\"/>\n");
        }
    }

    /// <param name="x">Anchor.</param>
    /// <param name="y">Base line.</param>
    /// <param name="text">Any text.</param>
    /// <param name="style">Class.</param>
    /// <param name="anchor">start, middle or end.</param>
    /// <param name="turned">Whether the text reads upwards.</param>
    public void Text(double x, double y, string text, string style, string anchor = "start", bool turned = false)
    {
        var turn = turned ? $" transform=\"rotate(-90 {Number(x)} {Number(y)})\"" : "";
        _text.Append($"<text class=\"{style}\" x=\"{Number(x)}\" y=\"{Number(y)}\" text-anchor=\"{anchor}\"{turn}>{Escape(text)}</text>\n");
    }

    public void Image(double x, double y, double width, double height, byte[] png) =>
        _text.Append(
            $"<image x=\"{Number(x)}\" y=\"{Number(y)}\" width=\"{Number(width)}\" height=\"{Number(height)}\" preserveAspectRatio=\"none\" href=\"data:image/png;base64,{Convert.ToBase64String(png)}\"/>\n");

    public string Build() => _text + "</svg>\n";
}
