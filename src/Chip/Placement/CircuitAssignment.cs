using Bss2.Chip.Parts;
using Bss2.Messages.Experiment;

namespace Bss2.Chip.Placement;

/// <summary>
/// Gives each logical neuron an atomic circuit: populations in their order, constraints honoured, otherwise first fit over the circuits in their
/// enumeration (row 0 columns 0..255, then row 1), as hxtorch's neuron_placement.py does.
/// </summary>
internal static class CircuitAssignment
{
    /// <summary>[population][neuron]; empty for inputs. Faults are added where something does not fit.</summary>
    public static int[][] Assign(NetworkSpec network, List<string> faults)
    {
        var owners = new string?[ChipGeometry.Circuits];
        var result = new int[network.Populations.Length][];
        for (var p = 0; p < result.Length; p++)
        {
            var population = network.Populations[p];
            result[p] = population switch
            {
                { Kind: PopulationKind.Input } or { Size: < 1 } => [],
                { Circuits: { } constraint } => Constrained(population, constraint, owners, faults),
                _ => FirstFit(population, owners, faults),
            };
        }

        return result;
    }

    private static int[] Constrained(PopulationSpec population, int[] constraint, string?[] owners, List<string> faults)
    {
        if (constraint.Length != population.Size)
        {
            faults.Add(
                $"Population '{population.Name}' has {population.Size} neurons but its placement constraint names {constraint.Length} circuits; name one for each neuron.");
            return [];
        }

        var before = faults.Count;
        foreach (var circuit in constraint)
        {
            if (circuit < 0 || circuit >= ChipGeometry.Circuits)
            {
                faults.Add($"Population '{population.Name}': circuit {circuit} of its placement constraint is outside 0..{ChipGeometry.Circuits - 1}; choose one within.");
            }
            else if (owners[circuit] is { } owner)
            {
                faults.Add(owner == population.Name
                    ? $"Population '{population.Name}': its placement constraint names circuit {circuit} twice; name each circuit once."
                    : $"Population '{population.Name}': circuit {circuit} of its placement constraint is used by '{owner}'; choose a free one or constrain '{owner}' elsewhere.");
            }
            else
            {
                owners[circuit] = population.Name;
            }
        }

        return faults.Count == before ? constraint.ToArray() : [];
    }

    private static int[] FirstFit(PopulationSpec population, string?[] owners, List<string> faults)
    {
        var free = owners.Count(o => o is null);
        if (population.Size > free)
        {
            faults.Add(
                $"Population '{population.Name}' needs {population.Size} neuron circuits, {free} of {ChipGeometry.Circuits} are free; make it smaller or use a second chip.");
            return [];
        }

        var circuits = new int[population.Size];
        var next = 0;
        for (var neuron = 0; neuron < circuits.Length; neuron++)
        {
            while (owners[next] is not null)
            {
                next++;
            }

            circuits[neuron] = next;
            owners[next] = population.Name;
        }

        return circuits;
    }
}
