using System.Diagnostics;
using System.Globalization;
using Bss2.Trainer.Data;
using Bss2.Trainer.Learning;
using Bss2.Trainer.Training;

namespace Bss2.Benchmarks.Training;

/// <summary>What the training loop itself costs: epochs of one batch of 30 samples (4 chunks) with a model that computes next to nothing, without run folder.</summary>
internal static class LoopBenchmark
{
    private const int Samples = 30;
    private const int Epochs = 4000;
    private const int Rounds = 9;

    public static async Task RunAsync()
    {
        foreach (var workers in new[] { 1, Machine.Cores }.Distinct())
        {
            Print("no test between epochs", workers, await MeasureAsync(workers, Epochs).ConfigureAwait(false));
            Print("a test after each epoch", workers, await MeasureAsync(workers, 1).ConfigureAwait(false));
        }
    }

    private static async Task<Spread> MeasureAsync(int workers, int testEvery)
    {
        var milliseconds = new List<double>();
        for (var round = -1; round < Rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            await new TrainingSession { Workers = workers }.RunAsync(Task(testEvery), null).ConfigureAwait(false);
            if (round >= 0)
            {
                milliseconds.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds / Epochs);
            }
        }

        return Spread.Of(milliseconds);
    }

    private static void Print(string what, int workers, Spread spread) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"loop, {workers} {(workers == 1 ? "worker" : "workers")}, {what}: {spread.ToString("0.0000", "ms an epoch")}"));

    private static TrainingTask Task(int testEvery) => new()
    {
        Experiment = "loop",
        Model = new LoopModel(),
        Train = YinYangDataset.Create(Samples, 42),
        Test = YinYangDataset.Create(Samples, 40),
        Backend = Backend.Model,
        Seed = 1,
        Epochs = Epochs,
        BatchSize = Samples,
        LearningRate = new StepLR(0.02, 20, 1),
        Score = ScoreKind.Regression,
        TestEvery = testEvery,
        SaveEvery = Epochs,
        Options = new OptionSet([]),
    };
}
