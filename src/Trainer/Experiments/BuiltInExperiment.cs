using Bss2.Trainer.Training;

namespace Bss2.Trainer.Experiments;

/// <summary>A built-in experiment: one file each, the documentation of the front end.</summary>
public abstract class BuiltInExperiment
{
    /// <summary>What is typed after <c>train</c>.</summary>
    public abstract string Name { get; }

    /// <summary>One line for <c>bss2 experiments</c>.</summary>
    public abstract string Description { get; }

    public abstract Backend DefaultBackend { get; }

    /// <summary>Why a backend is refused, or null where the experiment runs on it.</summary>
    public virtual string? RefusalOf(Backend backend) => null;

    /// <summary>All options with their defaults, the common ones (backend, seed, epochs, batchSize, replicas, blockSize, chipSerial …) among them: the command line only translates its flags to keys.</summary>
    public abstract IReadOnlyList<OptionSpec> Options { get; }

    /// <summary>The same options with the defaults of a backend, where those of the experiment depend on it: a chip may need other initial weights than ideal numerics.</summary>
    public virtual IReadOnlyList<OptionSpec> OptionsOn(Backend backend) => Options;

    /// <summary>Named settings, e.g. "quick": values put over the defaults before the user's own.</summary>
    public virtual IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Presets { get; } =
        new Dictionary<string, IReadOnlyDictionary<string, string>>();

    /// <summary>Whether the report shows training samples, for which the task is built again. False where they are no points of a plane, and are files that need not be there any more.</summary>
    public virtual bool ReportDrawsSamples => true;

    /// <summary>Builds the task. Faults across options go to <see cref="OptionSet.AddFault"/>, and null is returned where there are any.</summary>
    public abstract TrainingTask? Create(OptionSet options);
}
