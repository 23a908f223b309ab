using System.Globalization;
using Bss2.Trainer.Experiments;
using Bss2.Trainer.Training;

namespace Bss2.Benchmarks.Training;

/// <summary>The built-in Yin-Yang experiment with its defaults, which are the tutorial's, without the pictures of the report.</summary>
internal static class YinYangTasks
{
    public static TrainingTask Create(string backend, int epochs, int seed = 1)
    {
        var experiment = new YinYangExperiment();
        var options = new OptionSet(experiment.Options);
        foreach (var (key, value) in new[] { ("backend", backend), ("epochs", Text(epochs)), ("seed", Text(seed)), ("chipSerial", Text(seed)) })
        {
            options.Set(key, value, "benchmark");
        }

        var task = experiment.Create(options) ?? throw new ArgumentException(string.Join(' ', options.Faults), nameof(backend));
        return task with { Snapshot = null };
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
