using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;

namespace Bss2.Trainer.FrontEnd;

/// <summary>A module with neurons: inputs or circuits.</summary>
public abstract class Population : NetworkModule
{
    private protected Population(int size, Experiment experiment, string? name, string kind)
        : base(experiment, name, kind)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        Size = size;
        Id = new PopulationId(experiment.Populations.Count() - 1);
    }

    /// <summary>Number of neurons.</summary>
    public int Size { get; }

    /// <summary>Index of the population in <see cref="Experiment.Network"/>.</summary>
    public PopulationId Id { get; }

    internal abstract PopulationSpec Spec();
}
