using Bss2.Nodes.Configuration;
using Bss2.Trainer.Experiments;

namespace Bss2.Nodes.Commands;

/// <summary>Finds an experiment by name.</summary>
internal static class ExperimentChoice
{
    /// <summary>The experiment, or null with one more fault.</summary>
    public static BuiltInExperiment? Find(IReadOnlyList<BuiltInExperiment> experiments, string? name, List<string> faults)
    {
        var names = experiments.Select(e => e.Name).ToArray();
        var found = experiments.FirstOrDefault(e => e.Name == name);
        if (found is null)
        {
            faults.Add(name is null
                ? $"Which experiment? Known: {string.Join(", ", names)}."
                : $"There is no experiment '{name}'.{NearestName.Hint(name, names)} Known: {string.Join(", ", names)}.");
        }

        return found;
    }
}
