using Bss2.Trainer.Experiments;
using Bss2.Trainer.Tests.Numerics.SpikeTimes;
using Bss2.Trainer.Training;

namespace Bss2.Trainer.Tests.FastAndDeep;

/// <summary>Tasks of the spike-time experiments with some options set.</summary>
internal static class SpikeTimeTasks
{
    public static TrainingTask Task(string experiment, Backend backend, params (string Key, string Value)[] settings)
    {
        var options = Options(experiment, backend, settings);
        return BuiltInExperiments.Find(experiment).Create(options) ?? throw new InvalidOperationException(string.Join(' ', options.Faults));
    }

    /// <summary>What is wrong with options; a task is made exactly where nothing is.</summary>
    public static IReadOnlyList<string> FaultsOf(string experiment, Backend backend, params (string Key, string Value)[] settings)
    {
        var options = Options(experiment, backend, settings);
        var task = BuiltInExperiments.Find(experiment).Create(options);
        Assert.Equal(options.Faults.Count > 0, task is null);
        return options.Faults;
    }

    public static OptionSet Options(string experiment, Backend backend, params (string Key, string Value)[] settings)
    {
        var options = new OptionSet(BuiltInExperiments.Find(experiment).OptionsOn(backend));
        options.Set("backend", backend == Backend.Chip ? "chip" : "model", "test");
        foreach (var (key, value) in settings)
        {
            options.Set(key, value, "test");
        }

        return options;
    }

    /// <summary>The initial weights of the reference's Bars run as a file that the option initialWeights takes.</summary>
    public static void WriteReferenceWeights(string path)
    {
        var run = SpikeTimeGolden.Load("fastanddeep-bars-run.json");
        File.WriteAllBytes(path, NpzArchive.Encode([NpyArray.Of("hidden.weight", run.Times("init_W1"), 9, 10), NpyArray.Of("label.weight", run.Times("init_W2"), 10, 3)]));
    }

    /// <summary>The passes over the validation set, by epochs trained.</summary>
    public static async Task<Dictionary<int, Tested>> ValidationsAsync(TrainingTask task)
    {
        var passes = new Dictionary<int, Tested>();
        await new TrainingSession().RunAsync(task with { Snapshot = null }, null, happened =>
        {
            if (happened is Tested { Split: PassSplit.Validation } tested)
            {
                passes[tested.Epoch] = tested;
            }
        });
        return passes;
    }
}
