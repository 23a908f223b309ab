using Bss2.Nodes.Pictures;
using static System.FormattableString;

namespace Bss2.Nodes.Reports;

/// <summary>Networks of exact spike times: label times over the epochs, bumps, what is confused with what, and when neurons spike.</summary>
internal static class SpikeTimeSection
{
    private const string TimeLabel = "spike time (units of tau_syn)";
    private const int BinsPerUnit = 20;
    private const int MostRows = 300;

    public static ReportSection Of(RunData run)
    {
        if (SpikeTimeRun.Of(run) is not { } spikes)
        {
            return new ReportSection("Spike times", []);
        }

        var names = ClassNames.Of(run, spikes.Classes);
        var figures = new List<Figure>();
        if (run.Experiment == "bars")
        {
            figures.Add(PatternPicture.Figure());
        }

        figures.AddRange(LabelTimes(run, names));
        figures.AddRange(Bumps(run));
        if (spikes.Samples > 0)
        {
            figures.Add(ConfusionPicture.Figure(run, spikes, names));
            figures.AddRange(LabelHistograms(spikes));
            if (spikes.Hidden > 0 && spikes.Snapshot.TestHidden.Length > 0)
            {
                figures.Add(HiddenHistogram(spikes));
                figures.Add(HiddenMap(spikes));
            }
        }

        return new ReportSection("Spike times", figures);
    }

    /// <summary>For each class the mean time of each label neuron, with a standard deviation to either side.</summary>
    private static IEnumerable<Figure> LabelTimes(RunData run, string[] names)
    {
        var rows = run.Series.Where(r => r.Batch is null && r.Name.StartsWith("label time ", StringComparison.Ordinal)).GroupBy(r => r.Name).ToDictionary(g => g.Key, g => g.GroupBy(r => r.Epoch).Select(e => e.First()).OrderBy(r => r.Epoch).ToArray());
        for (var label = 0; label < names.Length; label++)
        {
            var series = new List<LineSeries>();
            for (var neuron = 0; neuron < names.Length; neuron++)
            {
                if (!rows.TryGetValue(Invariant($"label time mean {label} {neuron}"), out var means) || !rows.TryGetValue(Invariant($"label time spread {label} {neuron}"), out var spreads))
                {
                    continue;
                }

                double[] epochs = [.. means.Select(r => (double)r.Epoch)];
                var spread = spreads.ToDictionary(r => r.Epoch, r => r.Value);
                series.Add(new LineSeries(names[neuron], epochs, [.. means.Select(r => r.Value)], neuron));
                series.Add(new LineSeries("", epochs, [.. means.Select(r => r.Value + spread[r.Epoch])], neuron, Faint: true));
                series.Add(new LineSeries("", epochs, [.. means.Select(r => r.Value - spread[r.Epoch])], neuron, Faint: true));
            }

            // Ten classes in three lines each would hide each other: means alone there.
            LineSeries[] shown = names.Length <= 3 ? [.. series] : [.. series.Where(s => !s.Faint)];
            if (shown.Length > 0)
            {
                var chart = new LineChart(Axis.Covering(shown.SelectMany(s => s.X), "epoch"), Axis.Covering(shown.SelectMany(s => s.Y), TimeLabel), shown) { Description = $"Label spike times for {names[label]}" };
                yield return new Figure($"Label spike times for samples of {names[label]}", chart.ToSvg(), $"Mean time of each label neuron that spiked{(names.Length <= 3 ? ", pale: one standard deviation to either side" : "")}. The neuron of {names[label]} shall be the first.");
            }
        }
    }

    private static IEnumerable<Figure> Bumps(RunData run)
    {
        var bumps = run.Series.Where(r => r.Batch is not null && r.Name.StartsWith("bump ", StringComparison.Ordinal)).ToArray();
        if (bumps.Length == 0)
        {
            yield break;
        }

        var last = run.Epochs.Max(r => r.Epoch);
        double[] epochs = [.. Enumerable.Range(1, Math.Max(last, 2)).Select(e => (double)e)];
        LineSeries[] series =
        [
            .. bumps.GroupBy(b => b.Name[5..]).OrderBy(g => g.Key, StringComparer.Ordinal).Select((layer, k) =>
            {
                var counts = layer.GroupBy(b => b.Epoch).ToDictionary(g => g.Key, g => g.Count());
                return new LineSeries($"layer {layer.Key}", epochs, [.. epochs.Select(e => (double)counts.GetValueOrDefault((int)e))], k);
            }),
        ];
        var chart = new LineChart(Axis.Covering(epochs, "epoch"), Axis.Covering(series.SelectMany(s => s.Y).Append(0), "bumps of an epoch"), series) { Description = "Bumps of weights" };
        yield return new Figure("Bump steps", chart.ToSvg(), $"Updates that raised the weights of a layer because too many of its spikes were missing, {bumps.Length} in all; they replace a step of the optimiser.");
    }

    private static IEnumerable<Figure> LabelHistograms(SpikeTimeRun spikes)
    {
        var (own, others) = (new List<double>(), new List<double>());
        for (var sample = 0; sample < spikes.Samples; sample++)
        {
            var times = spikes.LabelTimes(sample);
            for (var k = 0; k < times.Length; k++)
            {
                (k == spikes.Snapshot.TestLabels[sample] ? own : others).Add(times[k]);
            }
        }

        yield return Histogram("True label spike times", own, 0);
        yield return Histogram("Wrong label spike times", others, 1);
    }

    private static Figure HiddenHistogram(SpikeTimeRun spikes) => Histogram("Hidden spike times", spikes.Snapshot.TestHidden, 2);

    private static Figure Histogram(string title, IReadOnlyCollection<double> times, int colour)
    {
        var finite = times.Where(double.IsFinite).Select(t => (int)Math.Floor(t * BinsPerUnit)).ToArray();
        var (first, last) = finite.Length == 0 ? (0, 1) : (finite.Min(), finite.Max());
        var counts = new int[Math.Min(last - first + 1, 400)];
        foreach (var bin in finite)
        {
            counts[Math.Min(bin - first, counts.Length - 1)]++;
        }

        var histogram = new Histogram(new Axis(first - 0.5, first + counts.Length - 0.5, Invariant($"spike time (1/{BinsPerUnit} of tau_syn)")), "spikes", first, counts) { Description = title, Colour = colour };
        var missing = times.Count - finite.Length;
        return new Figure(title, histogram.ToSvg(), Invariant($"All samples of the last pass; {missing} of {times.Count} spikes ({100.0 * missing / Math.Max(1, times.Count):0.0} %) are missing."));
    }

    /// <summary>Samples by class from bottom to top, hidden neurons from left to right, bright early, dark late, and the page's colour for none.</summary>
    private static Figure HiddenMap(SpikeTimeRun spikes)
    {
        var step = Math.Max(1, spikes.Samples / MostRows);
        var order = Enumerable.Range(0, spikes.Samples).Where(k => k % step == 0).OrderBy(k => spikes.Snapshot.TestLabels[k]).ThenBy(k => k).ToArray();
        var latest = Math.Max(spikes.Snapshot.TestHidden.Where(double.IsFinite).DefaultIfEmpty(1).Max(), 1e-9);
        var pixels = new byte[3 * order.Length * spikes.Hidden];
        for (var row = 0; row < order.Length; row++)
        {
            var times = spikes.HiddenTimes(order[row]);
            for (var k = 0; k < times.Length; k++)
            {
                var at = 3 * ((row * times.Length) + k);
                var shade = double.IsFinite(times[k]) ? Math.Clamp(times[k] / latest, 0, 1) : -1;
                (pixels[at], pixels[at + 1], pixels[at + 2]) = shade < 0 ? ((byte)128, (byte)128, (byte)128) : ((byte)(255 - (215 * shade)), (byte)(225 - (195 * shade)), (byte)(80 + (30 * shade)));
            }
        }

        var map = new HeatMap(new Axis(0, spikes.Hidden, "hidden neuron"), new Axis(0, order.Length, "sample, by class"), spikes.Hidden, order.Length, pixels) { Description = "Hidden spike times" };
        return new Figure("Hidden spike times by neuron and sample", map.ToSvg(), Invariant($"Bright is early, dark is late ({latest:0.00}), grey is no spike; samples are sorted by class."));
    }
}
