using System.Diagnostics;
using System.Globalization;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;
using Bss2.Messages.Spikes;
using Bss2.Trainer.Experiments;
using Bss2.Trainer.Learning;
using Bss2.Trainer.Numerics;
using Bss2.Trainer.Training;

namespace Bss2.Benchmarks.Trainer;

/// <summary>
/// The Yin-Yang training as the command line runs it, piece by piece (a chunk on either backend, encoding for the chip, the update) and whole (an epoch
/// through the actors, without run folder).
/// </summary>
internal static class TrainingBenchmark
{
    private const int ChunkSamples = 8;
    private const int BatchSamples = 75;
    private const int Epochs = 12;
    private const int Points = 30;
    private const int SpikesPerSample = 45;

    /// <summary>Prints the fastest and the median of each.</summary>
    public static void Run()
    {
        var task = Task("model");
        var model = task.Model;
        var gradients = new GradientBuffer(model.Parameters);
        var workspace = model.CreateWorkspace();
        int[] batch = [.. Enumerable.Range(0, BatchSamples)];
        var chunk = new Chunk(task.Train, batch, 0, ChunkSamples, default, null);
        var measured = new Chunk(task.Train, batch, 0, ChunkSamples, default, Recording());
        Print("chunk with gradients, model, a sample", ChunkSamples, () => model.RunChunk(workspace, chunk, gradients));
        Print("chunk without gradients, model, a sample", ChunkSamples, () => model.RunChunk(workspace, chunk, null));
        Print("chunk with gradients, recorded, a sample", ChunkSamples, () => model.RunChunk(workspace, measured, gradients));
        Print("encoding for the chip, a batch of 75", 1, () => model.EncodeForChip(task.Train, batch));
        Print("weights for the chip, an update", 1, () => model.HardwareWeights());
        var adam = new Adam(model.Parameters, 1e-9);
        Print("Adam, an update", 1, () => adam.Step(gradients));
        GradientBuffer[] parts = [.. Enumerable.Range(0, 10).Select(_ => new GradientBuffer(model.Parameters))];
        Print("sum of 10 chunks' gradients, an update", 1, () => GradientSum.IntoFirst(parts, parts.Length));
        Epoch();
    }

    private static TrainingTask Task(string backend)
    {
        var experiment = BuiltInExperiments.Find("yinyang");
        var options = new OptionSet(experiment.Options);
        options.Set("backend", backend, "benchmark");
        options.Set("epochs", Epochs.ToString(CultureInfo.InvariantCulture), "benchmark");
        return experiment.Create(options) ?? throw new InvalidOperationException(string.Join(' ', options.Faults));
    }

    private static void Epoch()
    {
        var task = Task("model") with { Snapshot = null };
        var seconds = new List<double>();
        var summary = new TrainingSession().RunAsync(task, null, happened =>
        {
            if (happened is EpochTrained epoch)
            {
                seconds.Add(epoch.Seconds);
            }
        }).GetAwaiter().GetResult();
        seconds.Sort();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"epoch, model: median {seconds[seconds.Count / 2] * 1e3:F1} ms (fastest {seconds[0] * 1e3:F1}), accuracy {summary.TestAccuracy:F4}, weights {summary.WeightsSha256[..16]}"));
    }

    private static void Print(string what, int divisor, Action action)
    {
        const int Rounds = 4001;
        var times = new double[Rounds];
        for (var round = -1000; round < Rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            action();
            if (round >= 0)
            {
                times[round] = Stopwatch.GetElapsedTime(start).TotalMicroseconds / divisor;
            }
        }

        Array.Sort(times);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: median {times[Rounds / 2]:F2} us (fastest {times[0]:F2})"));
    }

    private static MeasuredBatch Recording()
    {
        var ticks = new int[BatchSamples * Points];
        for (var k = 0; k < ticks.Length; k++)
        {
            ticks[k] = 120 + (k / Points * 2) + (k % Points * 500);
        }

        CadcTrace Trace(int population, int neurons)
        {
            var codes = new sbyte[ticks.Length * neurons];
            for (var k = 0; k < codes.Length; k++)
            {
                codes[k] = (sbyte)(-48 + (k * 7 % 61));
            }

            return new CadcTrace(new PopulationId(population), [.. Enumerable.Range(0, neurons)], Points, ticks, codes);
        }

        var offsets = Enumerable.Range(0, BatchSamples + 1).Select(s => s * SpikesPerSample).ToArray();
        var spikeTicks = Enumerable.Range(0, BatchSamples * SpikesPerSample).Select(k => 3000 + (k % SpikesPerSample * 200)).ToArray();
        var labels = Enumerable.Range(0, BatchSamples * SpikesPerSample).Select(k => (ushort)(k * 37 % 120)).ToArray();
        return new MeasuredBatch([new PopulationSpikes(new PopulationId(1), new SpikeBatch(offsets, spikeTicks, labels))], [Trace(1, 120), Trace(2, 3)], []);
    }
}
