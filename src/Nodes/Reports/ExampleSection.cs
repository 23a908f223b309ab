using Bss2.Nodes.Pictures;
using Bss2.Trainer.Training;
using static System.FormattableString;

namespace Bss2.Nodes.Reports;

/// <summary>One test sample on its way through the network: encoding, input spikes, hidden spikes, readout.</summary>
internal static class ExampleSection
{
    private static readonly string[] PlaneChannels = ["x", "y", "1 − x", "1 − y", "bias"];

    public static ReportSection Of(RunData run)
    {
        if (run.Snapshot is not { } snapshot)
        {
            return new ReportSection("One sample", []);
        }

        var end = run.Number("tSim") ?? snapshot.ReadoutTimesMicroseconds.Concat(snapshot.InputTimesMicroseconds).DefaultIfEmpty(1).Max();
        var time = new Axis(0, Math.Max(end, 1), "time (µs)", 8);
        var figures = new List<Figure>();
        if (snapshot.InputChannels.Length > 0)
        {
            if (!IntroSection.Applies(snapshot))
            {
                figures.Add(Encoding(run, snapshot, time));
            }

            figures.Add(Input(snapshot, time));
        }

        if (snapshot.HiddenNeurons.Length > 0)
        {
            figures.Add(Hidden(run, snapshot, time));
        }

        if (snapshot.ReadoutTraces.Length > 0 && !IntroSection.Applies(snapshot))
        {
            figures.Add(Readout(run, snapshot, time));
        }

        return new ReportSection("One sample", figures);
    }

    private static Figure Encoding(RunData run, Snapshot snapshot, Axis time)
    {
        var channels = snapshot.InputChannels.Max() + 1;
        var markers = new List<(double, string)>();
        foreach (var (key, name) in new[] { ("tEarly", "t_early"), ("tBias", "t_bias"), ("tLate", "t_late") })
        {
            if (run.Number(key) is { } moment)
            {
                markers.Add((moment, name));
            }
        }

        var plot = new RasterPlot(time, "input channel", channels, snapshot.InputTimesMicroseconds, snapshot.InputChannels)
        {
            Description = "Encoding of the example",
            RowNames = channels == PlaneChannels.Length ? PlaneChannels : null,
            Markers = markers,
        };
        var features = string.Join(", ", snapshot.ExampleFeatures.Take(4).Select(f => Invariant($"{f:0.###}")));
        return new Figure("Input encoding", plot.ToSvg(), $"How the example with the features ({features}) becomes spike times: a larger value spikes later, between t_early and t_late; the bias channel always spikes at t_bias.");
    }

    private static Figure Input(Snapshot snapshot, Axis time)
    {
        var plot = new RasterPlot(time, "input channel", snapshot.InputChannels.Max() + 1, snapshot.InputTimesMicroseconds, snapshot.InputChannels)
        {
            Description = "Input spikes of the example",
        };
        return new Figure("Input spikes", plot.ToSvg(), $"All {snapshot.InputChannels.Length} input spikes of the example, before channels are repeated.");
    }

    private static Figure Hidden(RunData run, Snapshot snapshot, Axis time)
    {
        var neurons = Math.Max((int)(run.Number("nHidden") ?? 0), snapshot.HiddenNeurons.Max() + 1);
        var plot = new RasterPlot(time, "hidden neuron", neurons, snapshot.HiddenTimesMicroseconds, snapshot.HiddenNeurons)
        {
            Description = "Hidden spikes of the example",
        };
        var active = snapshot.HiddenNeurons.Distinct().Count();
        return new Figure("Hidden spikes", plot.ToSvg(), $"The {snapshot.HiddenNeurons.Length} spikes of the hidden layer for the example; {active} of {neurons} neurons are active.");
    }

    private static Figure Readout(RunData run, Snapshot snapshot, Axis time)
    {
        var rows = snapshot.ReadoutTimesMicroseconds.Length;
        var classes = snapshot.ReadoutTraces.Length / rows;
        var names = ClassNames.Of(run, classes);
        var series = Enumerable.Range(0, classes)
            .Select(c => new LineSeries(names[c], snapshot.ReadoutTimesMicroseconds, [.. Enumerable.Range(0, rows).Select(r => (double)snapshot.ReadoutTraces[(r * classes) + c])], c))
            .ToArray();
        var chart = new LineChart(time, Axis.Covering(series.SelectMany(s => s.Y), "membrane (model units)"), series) { Description = "Readout traces of the example" };
        var winner = Enumerable.Range(0, classes).MaxBy(c => series[c].Y.Max());
        var verdict = winner == snapshot.ExampleLabel ? "which is right" : $"but the sample is {names[snapshot.ExampleLabel]}";
        return new Figure("Readout", chart.ToSvg(), $"Membranes of the readout neurons; the highest maximum decides: {names[winner]}, {verdict}.");
    }
}
