using System.Globalization;
using System.Text.RegularExpressions;
using Bss2.TestKit.Broker;
using Bss2.TestKit.Processes;

namespace Bss2.Benchmarks.Cluster;

/// <summary>Trains Yin-Yang once with processes as a user starts them, and measures the second epoch: the first also compiles.</summary>
internal static partial class ProcessTraining
{
    /// <summary>Tutorial epochs that one epoch of the measurement is long, so that its tests, checkpoint and report count for little.</summary>
    private const int Longer = 10;

    private const int TestSamples = 75;
    private const int ReplicasOfSingleProcess = 2;

    /// <summary>Samples of the measurement's epoch: whole batches.</summary>
    public static int TrainSamples(int batch) => ClusterPoint.EpochSamples / batch * batch * Longer;

    /// <summary>Trains on so many nodes; 0 is a single process.</summary>
    public static async Task<ClusterPoint> RunAsync(PrivateBroker broker, int nodes, int batch)
    {
        var folder = Directory.CreateTempSubdirectory("bss2-benchmark-").FullName;
        var started = new List<ChildProcess>();
        try
        {
            for (var k = 1; k <= nodes; k++)
                started.Add(Bss2Process.Start($"node-{k}", ["node", "--cluster", broker.Uri, "--name", $"node-{k}", "--replicas", "1"], folder));
            foreach (var node in started)
                await node.LineAsync("joined").ConfigureAwait(false);
            string[] where = nodes == 0 ? ["--replicas", Text(ReplicasOfSingleProcess)] : ["--cluster", broker.Uri];
            string[] settings =
            [
                "--backend", "chip", "--epochs", "2", "--run-dir", Path.Combine(folder, "run"), "--set", $"batchSize={Text(batch)}",
                "--set", $"trainSize={Text(TrainSamples(batch))}", "--set", $"testSize={Text(TestSamples)}",
            ];
            var trainer = Bss2Process.Start("trainer", ["train", "yinyang", .. settings, .. where], folder);
            started.Add(trainer);
            return await MeasureAsync(trainer, started[..nodes], broker, batch).ConfigureAwait(false);
        }
        finally
        {
            foreach (var process in started)
                await process.DisposeAsync().ConfigureAwait(false);
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<ClusterPoint> MeasureAsync(ChildProcess trainer, List<ChildProcess> nodes, PrivateBroker broker, int batch)
    {
        var patience = TimeSpan.FromMinutes(5);
        await trainer.LineAsync("^Test epoch: 1,", patience).ConfigureAwait(false);
        var before = Cpu();
        var line = await trainer.LineAsync("^Epoch: 2,", patience).ConfigureAwait(false);
        var after = Cpu();
        if (await trainer.ExitAsync().ConfigureAwait(false) is not 0 and var code)
            throw new InvalidOperationException($"The training ended with {code}:\n{trainer.Text()}");
        double updates = TrainSamples(batch) / batch;
        var seconds = double.Parse(EpochSeconds().Match(line).Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        return new ClusterPoint(
            nodes.Count,
            batch,
            seconds / updates,
            (after.Trainer - before.Trainer) / updates,
            (after.Nodes - before.Nodes) / updates,
            (after.Broker - before.Broker) / updates);

        (double Trainer, double Nodes, double Broker) Cpu() =>
            (trainer.CpuTime().TotalSeconds, nodes.Sum(n => n.CpuTime().TotalSeconds), broker.CpuTime().TotalSeconds);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"([0-9.]+) s$")]
    private static partial Regex EpochSeconds();
}
