using System.Text;
using Bss2.Nodes.Pictures;
using Bss2.Trainer.Experiments;
using Bss2.Trainer.Measuring;
using static Bss2.Nodes.Pictures.SvgBuilder;
using static System.FormattableString;

namespace Bss2.Nodes.Reports;

/// <summary>The pictures of <c>bss2 trace intro</c> as one HTML page that needs nothing else. The same trace gives the same text.</summary>
internal static class TraceReport
{
    public static string Of(IntroTrace trace)
    {
        var page = new StringBuilder();
        var title = Invariant($"hxtorch introduction on emulated chip {trace.Chip.Serial.Value}");
        page.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n");
        page.Append($"<title>{Escape(title)}</title>\n<style>\n{ReportPage.Style.Replace("\r", "", StringComparison.Ordinal)}\n{Palette.StyleSheet()}\n</style>\n</head>\n<body>\n<main>\n");
        page.Append(Invariant($"<h1>{Escape(title)}</h1>\n<p class=\"lead\">One LIF neuron with one input, calibration spiking. Seed {trace.Seed}.</p>\n"));
        AppendTiles(page, trace);
        ReportPage.AppendSection(page, new ReportSection("One neuron on the chip and in the model", [TraceFigures.Converters(trace), TraceFigures.Mock(trace)]));
        ReportPage.AppendSection(page, new ReportSection("Brought to one scale", [TraceFigures.Scaled(trace)]));
        AppendMeasurements(page, trace);
        return page.Append("</main>\n</body>\n</html>\n").ToString();
    }

    private static void AppendTiles(StringBuilder page, IntroTrace trace)
    {
        page.Append("<div class=\"tiles\">\n");
        Tile("CADC membrane baseline", Invariant($"{trace.Alignment.Baseline.Value:0.0}"));
        Tile("Leak to threshold", Invariant($"{trace.Alignment.LeakToThreshold.Value:0.0} LSB"));
        Tile("Trace scaling", Invariant($"{trace.Alignment.Scale.Value:0.0000}"));
        Tile("Output spikes on the chip", Invariant($"{trace.SpikesMicroseconds.Length}"));
        page.Append("</div>\n");

        void Tile(string name, string value) =>
            page.Append($"<div class=\"tile\"><div class=\"name\">{Escape(name)}</div><div class=\"value\">{Escape(value)}</div></div>\n");
    }

    private static void AppendMeasurements(StringBuilder page, IntroTrace trace)
    {
        page.Append("<h2>Measurements</h2>\n<div class=\"box\"><table>\n<tr><th>Quantity</th><th>Value</th><th>Error over runs</th></tr>\n");
        Row("CADC membrane baseline (code − 128)", trace.Alignment.Baseline, "0.00");
        Row("Leak to threshold (LSB)", trace.Alignment.LeakToThreshold, "0.00");
        Row("Trace scaling (per LSB)", trace.Alignment.Scale, "0.00000");
        Row("PSP height per hardware weight (LSB)", trace.MeasuredWeightScale.ChipHeightPerWeight, "0.0000");
        Row("Weight scaling that this neuron would need", trace.MeasuredWeightScale.Scale, "0.00");
        page.Append("</table></div>\n");

        void Row(string name, Measurement measured, string format) =>
            page.Append($"<tr><td>{Escape(name)}</td><td>{Format(measured.Value, format)}</td><td>{Format(measured.Error, format)}</td></tr>\n");
    }

    private static string Format(double value, string format) => value.ToString(format, System.Globalization.CultureInfo.InvariantCulture);
}
