using System.Diagnostics;

namespace Bss2.Benchmarks.Chip;

/// <summary>
/// The Yin-Yang network's blocks by kernels and stages called directly (a), and the same through actors (b), one after the other in turn,
/// both on all cores. Times are wall clock times cores, divided by samples; neighbours on a shared machine lengthen both.
/// </summary>
internal static class ChipBenchmark
{
    private const int WarmUp = 12;
    private const int Rounds = 41;

    public static async Task RunAsync()
    {
        var blocks = new YinYangBlocks();
        Stages(blocks);
        using var direct = new DirectRun(blocks.Chip, Machine.Cores);
        await using var actors = new ActorRun(blocks.Configuration, Machine.Cores);
        var (a, b) = (new List<Sample>(), new List<Sample>());
        for (var round = -WarmUp; round < Rounds; round++)
        {
            // The one that goes first changes from round to round.
            var before = round % 2 == 0 ? await Measure(blocks, () => Direct(direct, blocks)).ConfigureAwait(false) : default;
            var through = await Measure(blocks, () => actors.RunAsync(blocks.Runs)).ConfigureAwait(false);
            var called = round % 2 == 0 ? before : await Measure(blocks, () => Direct(direct, blocks)).ConfigureAwait(false);
            if (round >= 0)
            {
                a.Add(called);
                b.Add(through);
            }
        }

        Print("chip, (a) called directly", a);
        Print("chip, (b) through actors", b);
        Console.WriteLine($"chip, (b) / (a), wall clock: {Spread.Of(a.Zip(b, (x, y) => y.Wall / x.Wall)).ToString("0.000", "times")}");
        Console.WriteLine($"chip, (b) / (a), processor time: {Spread.Of(a.Zip(b, (x, y) => y.Processor / x.Processor)).ToString("0.000", "times")}");
    }

    private static Task Direct(DirectRun direct, YinYangBlocks blocks)
    {
        direct.Run(blocks.Runs);
        return Task.CompletedTask;
    }

    private static async Task<Sample> Measure(YinYangBlocks blocks, Func<Task> run)
    {
        var (bytes, processor, from) = (GC.GetTotalAllocatedBytes(precise: true), Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
        await run().ConfigureAwait(false);
        var wall = Stopwatch.GetElapsedTime(from);
        return new Sample(
            wall.TotalMicroseconds * Machine.Cores / blocks.Samples,
            (Environment.CpuUsage.TotalTime - processor).TotalMicroseconds / blocks.Samples,
            (GC.GetTotalAllocatedBytes(precise: true) - bytes) / (double)blocks.Samples);
    }

    private static void Print(string what, List<Sample> samples)
    {
        Console.WriteLine($"{what}: {Spread.Of(samples.Select(s => s.Wall)).ToString("0.0", "us a sample and core")}");
        Console.WriteLine($"  processor time: {Spread.Of(samples.Select(s => s.Processor)).ToString("0.0", "us a sample")}, {Spread.Of(samples.Select(s => s.Bytes)).Median:0} bytes allocated a sample");
    }

    /// <summary>Single threaded, so that a stage's time is its own.</summary>
    private static void Stages(YinYangBlocks blocks)
    {
        var clock = new StageClock(blocks.Chip);
        var perStage = new Dictionary<string, List<double>>();
        for (var round = -WarmUp; round < Rounds; round++)
        {
            clock.Ticks.Clear();
            foreach (var block in blocks.Runs.SelectMany(run => run))
            {
                clock.Run(block);
            }

            if (round < 0)
            {
                continue;
            }

            foreach (var (stage, ticks) in clock.Ticks)
            {
                if (!perStage.TryGetValue(stage, out var times))
                {
                    perStage.Add(stage, times = []);
                }

                times.Add(ticks * 1e6 / Stopwatch.Frequency / blocks.Samples);
            }
        }

        foreach (var (stage, times) in perStage.OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            Console.WriteLine($"stage, {stage}: {Spread.Of(times).ToString("0.00", "us a sample")}");
        }
    }

    private readonly record struct Sample(double Wall, double Processor, double Bytes);
}
