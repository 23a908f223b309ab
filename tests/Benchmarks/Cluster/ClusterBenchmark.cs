using System.Globalization;
using Bss2.TestKit.Broker;
using Bss2.Trainer.Training;

namespace Bss2.Benchmarks.Cluster;

/// <summary>
/// What the cluster costs and gains on one machine: Yin-Yang on nodes of one replica each, trainer and broker beside them, against one process with two replicas; and
/// what a model of these measurements predicts for machines that are not here.
/// </summary>
internal static class ClusterBenchmark
{
    private static readonly int[] Batches = [75, 600];
    private static readonly int[] Nodes = [0, 1, 2, 3, 4];
    private static readonly int[] PredictedChips = [10, 30, 100, 300, 1000];
    private static readonly int[] PredictedBatches = [75, 600, 6000];

    /// <param name="repetitions">Rounds over all settings, at least 1.</param>
    public static async Task RunAsync(int repetitions)
    {
        if (!PrivateBroker.Available(out var reason))
        {
            Console.WriteLine(reason);
            return;
        }

        var broker = await PrivateBroker.StartAsync().ConfigureAwait(false);
        await using var _ = broker.ConfigureAwait(false);
        var runs = new Dictionary<(int Nodes, int Batch), List<ClusterPoint>>();
        for (var repetition = 1; repetition <= repetitions; repetition++)
        {
            // In turn, so that a neighbour on the machine disturbs all alike.
            foreach (var batch in Batches)
            {
                foreach (var nodes in Nodes)
                {
                    var point = await ProcessTraining.RunAsync(broker, nodes, batch).ConfigureAwait(false);
                    if (!runs.TryGetValue((nodes, batch), out var points))
                        runs[(nodes, batch)] = points = [];
                    points.Add(point);
                    Print($"run {repetition}: batch {batch}, {Name(nodes)}: {point.SecondsPerEpoch:0.000} s and {point.CpuPerEpoch:0.000} CPU s an epoch");
                }
            }
        }

        var medians = runs.ToDictionary(r => r.Key, r => ClusterPoint.Median(r.Value));
        var sizes = await MessageSizes.MeasureAsync().ConfigureAwait(false);
        PrintMeasurements(medians, runs, repetitions);
        PrintMessages(sizes);
        PrintPrediction(new ScalingModel([.. medians.Values.Where(p => p.Nodes > 0)], sizes, Machine.Cores));
    }

    private static void PrintMeasurements(Dictionary<(int Nodes, int Batch), ClusterPoint> medians, Dictionary<(int Nodes, int Batch), List<ClusterPoint>> runs, int repetitions)
    {
        Print($"");
        Print($"An epoch is {ClusterPoint.EpochSamples} samples; medians of {repetitions} runs in turn; ratios to one process, of medians (least and most of the runs in turn).");
        Print($"");
        Print($"| batch | where | s/epoch | ratio | trainer CPU s | nodes CPU s | broker CPU s | CPU ratio, trainer and nodes |");
        Print($"|---|---|---|---|---|---|---|---|");
        foreach (var batch in Batches)
        {
            var single = medians[(0, batch)];
            foreach (var nodes in Nodes)
            {
                var point = medians[(nodes, batch)];
                var ratios = Spread.Of(runs[(nodes, batch)].Zip(runs[(0, batch)], (cluster, alone) => cluster.Seconds / alone.Seconds));
                var updates = point.UpdatesPerEpoch;
                Print($"| {batch} | {Name(nodes)} | {point.SecondsPerEpoch:0.000} | {point.Seconds / single.Seconds:0.00} ({ratios.Minimum:0.00}–{ratios.Maximum:0.00}) | {point.TrainerCpu * updates:0.000} | {point.NodesCpu * updates:0.000} | {point.BrokerCpu * updates:0.000} | {point.CpuPerEpoch / single.CpuPerEpoch:0.00} |");
            }
        }
    }

    private static void PrintMessages(MessageSizes sizes)
    {
        Print($"");
        Print($"Messages: configuration {sizes.Configuration} bytes to each node once an update; order {sizes.Order} bytes and recording {sizes.Recording} bytes for 10 samples.");
        foreach (var batch in Batches)
            Print($"Batch {batch}, 2 nodes: blocks of {MessageSizes.Samples(batch, 2)}, {MessageSizes.Messages(batch, 2)} messages through the broker and {sizes.BytesOut(batch, 2) / 1000:0} kB out of it for each update.");
    }

    private static void PrintPrediction(ScalingModel model)
    {
        Print($"");
        Print($"Model of an update: latency {1e3 * model.Latency:0.00} ms + trainer ({string.Join(", ", Batches.Select(b => string.Create(CultureInfo.InvariantCulture, $"{1e3 * model.TrainerSeconds(b):0.0} ms at {b}")))}) + the longer of chips ({1e6 * model.SampleSeconds:0} us a sample) and broker (at most {Rate(model.BrokerMessagesPerSecond, "messages/s")}, and {Rate(model.BrokerBytesPerSecond / 1e6, "MB/s")}).");
        Print($"");
        Print($"Prediction, not a measurement: epochs/s with one chip a node, each on a core of its own, and {Machine.Cores} cores like these for trainer and broker each.");
        Print($"");
        Print($"| chips | {string.Join(" | ", PredictedBatches.Select(b => $"batch {b}"))} | batch of a block for each chip | broker's share there |");
        Print($"|---|{string.Concat(PredictedBatches.Select(_ => "---|"))}---|---|");
        foreach (var chips in PredictedChips)
        {
            var own = chips * BlockSizing.WorthSending;
            var cells = PredictedBatches.Append(own).Select(b => model.EpochsPerSecond(b, chips).ToString("0.00", CultureInfo.InvariantCulture));
            Print($"| {chips} | {string.Join(" | ", cells)} | {model.BrokerSeconds(own, chips) / model.UpdateSeconds(own, chips):0 %} |");
        }

        Print($"");
        foreach (var batch in PredictedBatches)
        {
            var saturation = model.Saturation(batch, PredictedChips[^1]);
            Print($"Batch {batch}: the broker has more to do than the chips {(saturation is { } chips ? string.Create(CultureInfo.InvariantCulture, $"from {chips} chips on") : "nowhere below 1000")}; an update is never shorter than {1e3 * (model.Latency + model.TrainerSeconds(batch)):0.0} ms.");
        }
    }

    /// <summary>A cost that the measurements do not show has no bound.</summary>
    private static string Rate(double rate, string unit) =>
        double.IsFinite(rate) ? string.Create(CultureInfo.InvariantCulture, $"{rate:0} {unit}") : $"any {unit}";

    private static string Name(int nodes) => nodes switch
    {
        0 => "one process, 2 replicas",
        1 => "1 node",
        _ => $"{nodes} nodes",
    };

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
