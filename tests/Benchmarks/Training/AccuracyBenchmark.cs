using System.Globalization;
using Bss2.Trainer.Training;

namespace Bss2.Benchmarks.Training;

/// <summary>What the tutorial's setting reaches on an independent test set, for seeds 1..5, each on a chip of its own (serial = seed).</summary>
internal static class AccuracyBenchmark
{
    private const int Seeds = 5;
    private const int LastEpochs = 10;
    private const int EnoughForLastEpochs = 20;

    public static async Task RunAsync(int epochs)
    {
        foreach (var backend in new[] { "model", "chip" })
        {
            var (finals, lasts) = (new List<double>(), new List<double>());
            for (var seed = 1; seed <= Seeds; seed++)
            {
                var tests = new List<double>();
                var summary = await new TrainingSession().RunAsync(
                    YinYangTasks.Create(backend, epochs, seed),
                    null,
                    happened =>
                    {
                        if (happened is Tested { Epoch: > 0 } tested)
                        {
                            tests.Add(100 * tested.Accuracy!.Value);
                        }
                    }).ConfigureAwait(false);
                finals.Add(100 * summary.TestAccuracy!.Value);
                lasts.Add(tests.TakeLast(LastEpochs).DefaultIfEmpty().Average());
                Print($"accuracy, {backend}, seed {seed}: {finals[^1]:0.00} % after {epochs} epochs{Last(epochs, lasts[^1])}, {summary.HiddenSpikesPerSample:0.0} hidden spikes a sample, {summary.SecondsPerEpoch:0.000} s an epoch");
            }

            Print($"accuracy, {backend}: mean {finals.Average():0.00} %{Last(epochs, lasts.Average())}, {Spread.Of(finals).ToString("0.00", "%")}");
        }
    }

    private static string Last(int epochs, double mean) =>
        epochs < EnoughForLastEpochs ? "" : string.Create(CultureInfo.InvariantCulture, $", {mean:0.00} % over the last {LastEpochs}");

    private static void Print(FormattableString line) => Console.WriteLine(FormattableString.Invariant(line));
}
