using Bss2.Nodes.Pictures;
using Bss2.Trainer.Training;
using static System.FormattableString;

namespace Bss2.Nodes.Reports;

/// <summary>Traces that are to follow targets: each readout over the epochs. Of trainings whose snapshot holds targets.</summary>
internal static class IntroSection
{
    private const int MostReadouts = 6;
    private const int TargetColour = 5;
    private const double Width = 900;

    /// <summary>Whether a snapshot is of traces that follow targets, so that no readout decides for a class.</summary>
    public static bool Applies(Snapshot snapshot) => Find(snapshot, "targets") is not null;

    public static ReportSection Of(RunData run)
    {
        if (run.Snapshot is not { } snapshot || Find(snapshot, "targets") is not { Shape: [var steps, var readouts] } targets
            || Find(snapshot, "keptEpochs") is not { } epochs || Find(snapshot, "keptTraces") is not { } traces)
        {
            return new ReportSection("Targets and traces", []);
        }

        var (wanted, kept, values) = (targets.Singles(), epochs.Integers(), traces.Doubles());
        double[] rows = [.. Enumerable.Range(0, steps).Select(row => (double)row)];
        var figures = new List<Figure>();
        for (var n = 0; n < Math.Min(readouts, MostReadouts); n++)
        {
            var series = new List<LineSeries> { new("target", rows, [.. rows.Select(row => (double)wanted[((int)row * readouts) + n])], TargetColour) };
            for (var k = 0; k < kept.Length; k++)
            {
                double[] trace = [.. rows.Select(row => values[(((k * steps) + (int)row) * readouts) + n])];
                series.Add(new LineSeries(Invariant($"epoch {kept[k]}"), rows, trace, k < TargetColour ? k : k + 1, Faint: k < kept.Length - 1));
            }

            var chart = new LineChart(new Axis(0, steps, "time (µs)", 10), Axis.Covering(series.SelectMany(s => s.Y), "membrane (model units)"), series)
            {
                Width = Width,
                Description = Invariant($"Readout {n}: target and traces"),
            };
            figures.Add(new Figure(
                Invariant($"Readout {n}"),
                chart.ToSvg(),
                "The target, and the membrane in tests after some epochs, the last one strong. On a chip it is measured: each test has noise of its own.",
                Wide: true));
        }

        return new ReportSection("Targets and traces", figures);
    }

    private static NpyArray? Find(Snapshot snapshot, string name) => snapshot.Further.FirstOrDefault(a => a.Name == name);
}
