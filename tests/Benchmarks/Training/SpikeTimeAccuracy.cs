using System.Globalization;
using Bss2.Trainer.Experiments;
using Bss2.Trainer.Training;

namespace Bss2.Benchmarks.Training;

/// <summary>What the experiments with exact spike times reach: each of their published settings for its seeds, or for its chips.</summary>
internal static class SpikeTimeAccuracy
{
    private static readonly Trial[] Trials =
    [
        new("bars", "bars", Backend.Model, 21),
        new("weights", "yinyang-delays", Backend.Model, 3) { Preset = "weights" },
        new("axonal", "yinyang-delays", Backend.Model, 3) { Preset = "axonal" },
        new("synaptic", "yinyang-delays", Backend.Model, 3),
        new("yinyang-ttfs", "yinyang-ttfs", Backend.Model, 3),
        new("yinyang-ttfs-chip", "yinyang-ttfs", Backend.Chip, 3),
        new("thirty-chip", "yinyang-ttfs", Backend.Chip, 10) { Preset = "thirty", OneSeed = true },
    ];

    /// <summary>Names of the trials.</summary>
    public static string Names => string.Join(", ", Trials.Select(t => t.Name));

    /// <summary>Whether there is a trial of this name.</summary>
    public static bool Has(string name) => Trials.Any(t => t.Name == name);

    /// <summary>Runs one trial, or all of them.</summary>
    /// <param name="name">Null for all.</param>
    public static async Task RunAsync(string? name)
    {
        foreach (var trial in Trials.Where(t => name is null || t.Name == name))
        {
            await RunAsync(trial).ConfigureAwait(false);
        }
    }

    private static async Task RunAsync(Trial trial)
    {
        var (finals, perfect, seconds) = (new List<double>(), 0, new List<double>());
        for (var number = 1; number <= trial.Count; number++)
        {
            var best = 0.0;
            var task = Create(trial, number);
            var summary = await new TrainingSession().RunAsync(task with { Snapshot = null }, null, happened =>
            {
                if (happened is Tested { Epoch: > 0, Split: PassSplit.Validation } tested)
                {
                    best = Math.Max(best, tested.Accuracy!.Value);
                }
            }).ConfigureAwait(false);
            finals.Add(100 * summary.TestAccuracy!.Value);
            seconds.Add(summary.SecondsPerEpoch);
            perfect += best == 1 ? 1 : 0;
            Print($"{trial.Name}, {(trial.OneSeed ? "chip" : "seed")} {number}: {finals[^1]:0.00} % after {task.Epochs} epochs, best validation {100 * best:0.00} %, {1000 * seconds[^1]:0.00} ms an epoch");
        }

        var mean = finals.Average();
        var spread = Math.Sqrt(finals.Sum(f => (f - mean) * (f - mean)) / (finals.Count - 1));
        Print($"{trial.Name}: mean {mean:0.00} % ± {spread:0.00}, {finals.Count(f => f == 100)} of {finals.Count} at 100 % at the end, {perfect} at some epoch; {1000 * Spread.Of(seconds).Median:0.00} ms an epoch (median)");
    }

    private static TrainingTask Create(Trial trial, int number)
    {
        var experiment = BuiltInExperiments.Find(trial.Experiment);
        var options = new OptionSet(experiment.OptionsOn(trial.Backend));
        if (trial.Preset is { } preset)
        {
            foreach (var (key, value) in experiment.Presets[preset])
            {
                options.Set(key, value, preset);
            }
        }

        var text = number.ToString(CultureInfo.InvariantCulture);
        options.Set("seed", trial.OneSeed ? "1" : text, "benchmark");
        options.Set("chipSerial", text, "benchmark");
        options.Set("backend", trial.Backend == Backend.Chip ? "chip" : "model", "benchmark");
        return experiment.Create(options) ?? throw new InvalidOperationException(string.Join(' ', options.Faults));
    }

    private static void Print(FormattableString line) => Console.WriteLine(FormattableString.Invariant(line));

    /// <summary>Trainings of one setting: seeds 1..count, each on a chip of its own, or one seed on chips 1..count.</summary>
    private sealed record Trial(string Name, string Experiment, Backend Backend, int Count)
    {
        public string? Preset { get; init; }

        public bool OneSeed { get; init; }
    }
}
