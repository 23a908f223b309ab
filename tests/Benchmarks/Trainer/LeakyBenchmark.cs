using System.Diagnostics;
using System.Globalization;
using Bss2.Chip.Randomness;
using Bss2.Trainer.LeakyNetworks;
using Bss2.Trainer.Learning;
using Bss2.Trainer.Numerics;

namespace Bss2.Benchmarks.Trainer;

/// <summary>
/// One update (pack, forward, backward, sum of the chunks' gradients, Adam) of the network of snnTorch's tutorial 5 on random pixels of MNIST's mean and share of zeros.
/// Weights are those of the start plus the updates made here, so hidden activity is printed beside the times.
/// </summary>
internal static class LeakyBenchmark
{
    private const int Batch = 128;
    private const int Chunk = 64;
    private const int Warmups = 40;
    private const int Repetitions = 150;

    public static void Run()
    {
        foreach (var threads in new[] { 1, 2 })
        {
            Run(threads);
        }
    }

    private static void Run(int threads)
    {
        var classifier = new LeakyClassifier(new LeakyClassifierOptions(), seed: 1);
        var adam = new Adam(classifier.Parameters, 5e-4);
        var (pixels, labels) = Data(classifier.Options);
        LeakyClassifierWorkspace[] workspaces = [.. Enumerable.Range(0, Batch / Chunk).Select(_ => classifier.CreateWorkspace())];
        GradientBuffer[] buffers = [.. workspaces.Select(_ => new GradientBuffer(classifier.Parameters))];
        var outcomes = new ClassifierOutcome[workspaces.Length];
        void RunChunk(int k, bool learn) => outcomes[k] = classifier.Run(
            workspaces[k], pixels.AsSpan(k * Chunk * classifier.Options.Sources, Chunk * classifier.Options.Sources), labels.AsSpan(k * Chunk, Chunk), Batch, learn ? buffers[k] : null);
        void RunChunks(bool learn) => Parallel.For(0, workspaces.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, k => RunChunk(k, learn));
        (string Name, Action Work)[] parts =
        [
            ("pack", classifier.Pack),
            ("forward alone", () => RunChunks(learn: false)),
            ("forward and backward", () => RunChunks(learn: true)),
            ("sum of chunks", () => buffers[0].Add(buffers[1])),
            ("adam", () => adam.Step(buffers[0])),
        ];
        var times = parts.Select(_ => new List<double>()).ToArray();
        for (var round = 0; round < Warmups + Repetitions; round++)
        {
            for (var p = 0; p < parts.Length; p++)
            {
                var start = Stopwatch.GetTimestamp();
                parts[p].Work();
                times[p].Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }

        foreach (var ((name, _), all) in parts.Zip(times))
        {
            Console.WriteLine($"  {name,-22}{Spread.Of(all.Skip(Warmups)).ToString("0.00", "ms")}");
        }

        var update = Enumerable.Range(Warmups, Repetitions).Select(r => times.Where((_, p) => p != 1).Sum(t => t[r]));
        var total = outcomes.Aggregate(ClassifierOutcome.Add);
        Console.WriteLine($"update on {threads} thread(s): {Spread.Of(update).ToString("0.00", "ms")}");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  hidden activity {(double)total.Hidden.Spikes / ((long)Batch * classifier.Options.Hidden * classifier.Options.TimeSteps):P1}, loss {total.Loss / Batch:0.0}"));
    }

    // A fifth of the pixels lit, as in MNIST (19 % non-zero, mean of all 0.13).
    private static (float[] Pixels, int[] Labels) Data(LeakyClassifierOptions options)
    {
        var key = StreamKey.ForSeed(2, NoisePurpose.Shuffling);
        var pixels = new float[Batch * options.Sources];
        for (var k = 0; k < pixels.Length; k++)
        {
            var words = Philox.Next(key, (uint)k, 0, 0, 0);
            pixels[k] = Philox.ToUniform(words.X0) < 0.19 ? (float)Math.Min(1, 0.37 + Philox.ToUniform(words.X1) * 0.63) : 0;
        }

        return (pixels, [.. Enumerable.Range(0, Batch).Select(s => s % options.Classes)]);
    }
}
