using Bss2.Chip.Placement;
using Bss2.Chip.Rack;
using Bss2.Trainer.Experiments;
using Bss2.Trainer.Training;

namespace Bss2.Nodes.Commands;

/// <summary>Builds the task of an experiment from its options.</summary>
internal static class TaskChoice
{
    /// <summary>The task, or a refusal with the given faults, those of the options and those that the experiment finds.</summary>
    /// <exception cref="UsageException">There are faults.</exception>
    public static TrainingTask Create(BuiltInExperiment experiment, OptionSet options, List<string> faults)
    {
        if (BackendNames.Parse(options.Text("backend")) is { } backend && experiment.RefusalOf(backend) is { } refusal)
        {
            options.AddFault($"Experiment '{experiment.Name}' does not run on the {BackendNames.Of(backend)} backend: {refusal}");
        }

        // A task is not built from options that are wrong, but the experiment's own checks may still find more of them.
        var task = experiment.Create(options);
        List<string> all = [.. faults, .. options.Faults.Distinct()];
        return all.Count == 0 && task is not null ? task : throw new UsageException(all);
    }

    /// <summary>Places the task's network on its chips; null on the model backend.</summary>
    /// <exception cref="UsageException">It does not fit: all reasons at once.</exception>
    public static PlacedRack? Place(TrainingTask task)
    {
        if (task.Backend != Backend.Chip || task.Model.Network is not { } network || task.Rack is not { } rack)
        {
            return null;
        }

        try
        {
            return RackPlacer.Place(network, rack);
        }
        catch (PlacementException refusal)
        {
            throw new UsageException(refusal.Faults);
        }
    }
}
