using System.Diagnostics;
using System.Globalization;
using Bss2.Trainer.Experiments;
using Bss2.Trainer.Training;

namespace Bss2.Benchmarks.Training;

/// <summary>One epoch of <c>mnist-leaky</c> through the trainer, on MNIST in the folder that BSS2_DATA names: loading, iterations, tests, processor time and peak memory.</summary>
internal static class MnistBenchmark
{
    public static async Task RunAsync()
    {
        var experiment = new MnistLeakyExperiment();
        var options = new OptionSet(experiment.Options);
        options.Set("dataDir", Environment.GetEnvironmentVariable("BSS2_DATA") ?? "", "BSS2_DATA");
        options.Set("minibatchEvery", "0", "benchmark");
        var start = Stopwatch.GetTimestamp();
        if (experiment.Create(options) is not { } task)
        {
            Console.Error.WriteLine(string.Join('\n', options.Faults));
            return;
        }

        var loading = Stopwatch.GetElapsedTime(start).TotalSeconds;
        foreach (var workers in new[] { 1, 2 })
        {
            var (batches, epoch, tests) = (new List<double>(), 0.0, new List<double>());
            var (began, processor) = (Stopwatch.GetTimestamp(), Processor());
            var summary = await new TrainingSession { Workers = workers }.RunAsync(
                experiment.Create(options)!,
                null,
                happened =>
                {
                    switch (happened)
                    {
                        case BatchTrained batch:
                            batches.Add(1e3 * batch.Seconds);
                            break;
                        case EpochTrained trained:
                            epoch = trained.Seconds;
                            break;
                        case Tested test:
                            tests.Add(test.Seconds);
                            break;
                    }
                }).ConfigureAwait(false);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"mnist-leaky on {workers} worker(s): iteration {Spread.Of(batches).ToString("0.00", "ms")}, epoch {epoch:0.00} s, with loading {epoch + loading:0.00} s (loading {loading:0.00} s), test {tests[^1]:0.00} s"));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  all with two tests {Stopwatch.GetElapsedTime(began).TotalSeconds:0.00} s, processor time {Processor() - processor:0.00} s; accuracy {summary.TestAccuracy:P2}; {summary.WeightsSha256}"));
        }

        using var process = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  peak memory of this process {process.PeakWorkingSet64 / 1e6:0} MB"));

        static double Processor()
        {
            using var own = Process.GetCurrentProcess();
            return own.TotalProcessorTime.TotalSeconds;
        }
    }
}
