using Bss2.Chip.Hagen;
using Bss2.Messages.Experiment;

namespace Bss2.Chip.Placement;

/// <summary>What any network must satisfy before its populations are given circuits, whatever the number of chips.</summary>
internal static class NetworkRules
{
    /// <summary>Largest input population: labels outside the chip have 16 bits.</summary>
    private const int MaximumInputs = 65536;

    /// <summary>Adds the faults of populations and projections; tells of each projection whether it can be followed.</summary>
    public static bool[] Check(NetworkSpec network, List<string> faults)
    {
        foreach (var population in network.Populations)
        {
            CheckPopulation(population, faults);
        }

        CheckNames("population", network.Populations.Select(p => p.Name), faults);
        CheckNames("projection", network.Projections.Select(p => p.Name), faults);
        if (!network.Populations.Any(p => p.Kind == PopulationKind.Input))
        {
            faults.Add("The network has no input population, so nothing tells how many samples a block has; add one, without projections if need be.");
        }

        bool[] sound = [.. network.Projections.Select(projection => CheckProjection(network, projection, faults))];
        MultiplyRules.CheckNetwork(network, sound, faults);
        return sound;
    }

    private static void CheckPopulation(PopulationSpec population, List<string> faults)
    {
        if (population.Size < 1 || population.Size > MaximumInputs)
        {
            faults.Add($"Population '{population.Name}' has size {population.Size}, permitted are 1..{MaximumInputs}; give it at least one neuron.");
        }

        MadcRules.CheckPopulation(population, faults);
        switch (population.Kind)
        {
            case PopulationKind.Input when population.Circuits is not null:
                faults.Add($"Input population '{population.Name}' has a placement constraint, but inputs take no circuits; leave it out.");
                break;
            case PopulationKind.Input:
                break;
            case PopulationKind.LeakyIntegrateAndFire or PopulationKind.LeakyIntegrator:
                SettingsRules.CheckTargets(population, faults);
                break;
            case PopulationKind.Integrator:
                MultiplyRules.CheckPopulation(population, faults);
                break;
            default:
                faults.Add($"Population '{population.Name}' has the unknown kind {(int)population.Kind}; permitted are 0..3.");
                break;
        }
    }

    private static void CheckNames(string kind, IEnumerable<string> names, List<string> faults)
    {
        foreach (var group in names.GroupBy(n => n, StringComparer.Ordinal))
        {
            if (string.IsNullOrWhiteSpace(group.Key))
            {
                faults.Add($"{group.Count()} {kind}(s) have no name; name each, names appear in messages and tables.");
            }
            else if (group.Skip(1).Any())
            {
                faults.Add($"{group.Count()} {kind}s are called '{group.Key}'; names must differ, rename all but one.");
            }
        }
    }

    /// <summary>Adds a fault for each value of which a chip has one and its populations want several (hxtorch's calibration demands the same).</summary>
    public static void CheckChipWide(NetworkSpec network, List<string> faults)
    {
        CheckChipWide("synapse DAC bias", t => t.SynapseDacBias, network, faults);
        CheckChipWide("synaptic input gm", t => t.SynapticInputGm, network, faults);
    }

    private static void CheckChipWide(string what, Func<CircuitTargets, int> value, NetworkSpec network, List<string> faults)
    {
        var wanted = network.Populations
            .Where(p => p.Kind != PopulationKind.Input && (p.NeuronTargets is { Length: > 0 } || p.Targets is not null))
            .Select(p => (p.Name, Values: (p.NeuronTargets ?? [p.Targets!]).Select(value).Distinct().ToArray()))
            .ToArray();
        if (wanted.SelectMany(w => w.Values).Distinct().Skip(1).Any())
        {
            var list = string.Join(", ", wanted.Select(w => $"'{w.Name}' {string.Join(" and ", w.Values)}"));
            faults.Add($"The {what} differs between populations or their neurons ({list}), but a chip has one; give all of them the same.");
        }
    }

    private static bool CheckProjection(NetworkSpec network, ProjectionSpec projection, List<string> faults)
    {
        var count = network.Populations.Length;
        var sound = true;
        foreach (var (end, index) in new[] { ("source", projection.Source.Value), ("target", projection.Target.Value) })
        {
            if (index < 0 || index >= count)
            {
                faults.Add($"Projection '{projection.Name}' names population {index} as its {end}, permitted are 0..{count - 1}; use the index of a population.");
                sound = false;
            }
        }

        if (!sound)
        {
            return false;
        }

        var source = network.Populations[projection.Source.Value];
        var target = network.Populations[projection.Target.Value];
        if (target.Kind == PopulationKind.Input)
        {
            faults.Add($"Projection '{projection.Name}' ends at the input population '{target.Name}', which has no synapses; choose a LIF or LI population as target.");
            sound = false;
        }

        if (source.Kind == PopulationKind.Integrator)
        {
            faults.Add($"Projection '{projection.Name}' starts at '{source.Name}', whose results leave the chip; give them back as activations of an input population.");
            sound = false;
        }

        MultiplyRules.CheckSends(projection, target, faults);
        if (source.Kind == PopulationKind.LeakyIntegrator)
        {
            faults.Add($"Projection '{projection.Name}' starts at '{source.Name}', whose leaky integrators never spike; make it LIF or choose another source.");
            sound = false;
        }

        return sound;
    }
}
