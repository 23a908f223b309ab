using System.Text;
using Bss2.Nodes.Pictures;
using static Bss2.Nodes.Pictures.SvgBuilder;
using static System.FormattableString;

namespace Bss2.Nodes.Reports;

/// <summary>The report as one HTML page that needs nothing else: pictures and style are inside. The same run gives the same text.</summary>
internal static class ReportPage
{
    public const string Style = """
        :root{color-scheme:light dark;--page:#f4f5f7;--surface:#fff;--ink:#1d2430;--muted:#5d6675;--grid:#e3e6eb;--border:#d9dde3}
        @media (prefers-color-scheme:dark){:root{--page:#14171c;--surface:#1d2128;--ink:#e8eaee;--muted:#a2aab6;--grid:#333943;--border:#333943}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
        main{max-width:1200px;margin:0 auto;padding:28px 20px 60px}
        h1{font-size:26px;margin:0;letter-spacing:-.01em}
        h2{font-size:19px;margin:36px 0 12px}
        h3{font-size:15px;margin:0 0 8px}
        .lead{color:var(--muted);margin:4px 0 20px}
        .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(165px,1fr));gap:12px}
        .tile,figure,.box{background:var(--surface);border:1px solid var(--border);border-radius:10px}
        .tile{padding:12px 14px}
        .tile .name{color:var(--muted);font-size:13px}
        .tile .value{font-size:24px;font-weight:600;font-variant-numeric:tabular-nums}
        .figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(460px,100%),1fr));gap:16px}
        figure{margin:0;padding:14px 16px;display:flex;flex-direction:column}
        figcaption{color:var(--muted);font-size:13px;margin-top:auto;padding-top:8px}
        figure.wide{grid-column:1/-1}
        .box{padding:6px 16px;overflow-x:auto}
        table{border-collapse:collapse;width:100%;font-size:14px}
        th,td{text-align:right;padding:5px 10px;border-bottom:1px solid var(--grid);font-variant-numeric:tabular-nums;white-space:nowrap}
        th{color:var(--muted);font-weight:500}
        th:first-child,td:first-child{text-align:left}
        .options td{text-align:left}
        .options td+td{font-family:ui-monospace,Consolas,"DejaVu Sans Mono",monospace;white-space:normal;overflow-wrap:anywhere}
        .options{columns:2 380px;column-gap:32px}
        .options table{break-inside:avoid}
        code{font-family:ui-monospace,Consolas,"DejaVu Sans Mono",monospace;font-size:13px;overflow-wrap:anywhere}
        @media print{body{background:#fff}figure{break-inside:avoid}}
        """;

    public static string Of(RunData run)
    {
        var page = new StringBuilder();
        var title = $"{run.Experiment} on {Backend(run)}";
        page.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n");
        page.Append($"<title>{Escape(title)}</title>\n<style>\n{Style.Replace("\r", "", StringComparison.Ordinal)}\n{Palette.StyleSheet()}\n</style>\n</head>\n<body>\n<main>\n");
        page.Append($"<h1>{Escape(title)}</h1>\n<p class=\"lead\">{Escape(Lead(run))}</p>\n");
        AppendTiles(page, run);
        ReportSection[] sections =
        [
            LearningSection.Of(run),
            DataSection.Of(run),
            IntroSection.Of(run),
            SpikeTimeSection.Of(run),
            ExampleSection.Of(run),
            DigitSection.Of(run),
            WeightsSection.Of(run),
        ];
        foreach (var section in sections)
        {
            AppendSection(page, section);
        }

        AppendTests(page, run);
        AppendOptions(page, run);
        return page.Append("</main>\n</body>\n</html>\n").ToString();
    }

    private static string Backend(RunData run) => run.Text("backend") switch
    {
        "chip" => $"emulated chip {run.Text("chipSerial")}",
        "model" => "the ideal model",
        var other => other ?? "an unknown backend",
    };

    private static string Lead(RunData run)
    {
        var tested = run.Epochs.Where(r => r.Split != "train").Select(r => r.Epoch).DefaultIfEmpty(0).Max();
        var state = run.Summary is null ? $"Training goes on or was stopped: {tested} of {EpochsOf(run)} epochs." : $"Trained for {run.Summary.Epochs} {(run.Summary.Epochs == 1 ? "epoch" : "epochs")}.";
        return $"Seed {run.Text("seed")}. {state}";
    }

    /// <summary>Epochs of the whole training; experiments with phases have an option for each.</summary>
    private static string EpochsOf(RunData run) => run.Text("epochs")
        ?? Invariant($"{run.Options.Where(o => o.Key.EndsWith("Epochs", StringComparison.Ordinal)).Sum(o => run.Number(o.Key) ?? 0)}");

    private static void AppendTiles(StringBuilder page, RunData run)
    {
        var test = run.Epochs.LastOrDefault(r => r.Split == "test");
        page.Append("<div class=\"tiles\">\n");
        if (test is not null)
        {
            if (double.IsFinite(test.Accuracy))
            {
                Tile("Test accuracy", Invariant($"{100 * test.Accuracy:0.00} %"));
            }

            Tile("Test loss", Invariant($"{test.Loss:0.0000}"));
            if (run.HasHiddenSpikes)
            {
                Tile("Hidden spikes per sample", Invariant($"{test.HiddenSpikesPerSample:0.0}"));
            }
        }

        if (run.Summary is { } summary)
        {
            foreach (var phase in summary.Phases ?? [])
            {
                if (phase is { AccuracyBefore: { } before, AccuracyAfter: { } after })
                {
                    Tile($"Accuracy {phase.Name}, before and after", Invariant($"{100 * before:0.0} → {100 * after:0.0} %"));
                }
            }

            Tile("Training time per epoch", Invariant($"{summary.SecondsPerEpoch:0.000} s"));
            page.Append("</div>\n").Append($"<p class=\"lead\">SHA-256 of the weights: <code>{Escape(summary.WeightsSha256)}</code></p>\n");
            return;
        }

        page.Append("</div>\n");

        void Tile(string name, string value) =>
            page.Append($"<div class=\"tile\"><div class=\"name\">{Escape(name)}</div><div class=\"value\">{Escape(value)}</div></div>\n");
    }

    public static void AppendSection(StringBuilder page, ReportSection section)
    {
        if (section.Figures.Count == 0)
        {
            return;
        }

        page.Append($"<h2>{Escape(section.Title)}</h2>\n<div class=\"figures\">\n");
        foreach (var figure in section.Figures)
        {
            page.Append($"<figure{(figure.Wide ? " class=\"wide\"" : "")}>\n<h3>{Escape(figure.Title)}</h3>\n{figure.Svg}<figcaption>{Escape(figure.Caption)}</figcaption>\n</figure>\n");
        }

        page.Append("</div>\n");
    }

    private static void AppendTests(StringBuilder page, RunData run)
    {
        if (run.Epochs.Count == 0)
        {
            return;
        }

        var set = run.Epochs.Any(r => r.Split == "validation") ? "Validation" : "Test";
        var split = set.ToLowerInvariant();
        var hasAccuracy = run.Epochs.Any(r => double.IsFinite(r.Accuracy));
        string Accuracy(string heading) => hasAccuracy ? $"<th>{heading} accuracy</th>" : "";
        string Spikes(string cell) => run.HasHiddenSpikes ? cell : "";
        string Share(MetricRow? row) => hasAccuracy ? Cell(100 * row?.Accuracy, "0.00", " %") : "";
        page.Append($"<h2>Numbers</h2>\n<div class=\"box\"><table>\n<tr><th>Epoch</th><th>Training loss</th>{Accuracy("Training")}<th>{set} loss</th>{Accuracy(set)}{Spikes($"<th>Hidden spikes per sample ({split})</th>")}<th>Training time</th></tr>\n");
        foreach (var epoch in run.Epochs.GroupBy(r => r.Epoch).OrderBy(g => g.Key))
        {
            var train = epoch.LastOrDefault(r => r.Split == "train");
            var test = epoch.LastOrDefault(r => r.Split == split);
            page.Append(Invariant($"<tr><td>{epoch.Key}</td>{Cell(train?.Loss, "0.0000")}{Share(train)}{Cell(test?.Loss, "0.0000")}{Share(test)}{Spikes(Cell(test?.HiddenSpikesPerSample, "0.0"))}{Cell(train?.Seconds, "0.000", " s")}</tr>\n"));
        }

        page.Append("</table></div>\n");
    }

    private static string Cell(double? value, string format, string unit = "") =>
        value is { } number && double.IsFinite(number)
            ? $"<td>{number.ToString(format, System.Globalization.CultureInfo.InvariantCulture)}{unit}</td>"
            : "<td>–</td>";

    private static void AppendOptions(StringBuilder page, RunData run)
    {
        page.Append("<h2>Options</h2>\n<div class=\"box options\"><table>\n");
        foreach (var (key, value) in run.Options)
        {
            page.Append($"<tr><td>{Escape(key)}</td><td>{Escape(value)}</td></tr>\n");
        }

        page.Append("</table></div>\n");
    }
}
