using Bss2.Chip.Circuits;
using Bss2.Messages.Experiment;
using Bss2.Messages.Units;

namespace Bss2.Chip.Placement;

/// <summary>What the membrane ADC of a chip can sample: two circuits, one of an even column and one of an odd one (haldls: an input for each).</summary>
internal static class MadcRules
{
    private const int Inputs = 2;

    /// <summary>Adds the faults of one population's list of sampled neurons.</summary>
    public static void CheckPopulation(PopulationSpec population, List<string> faults)
    {
        if (population.MadcNeurons is not { Length: > 0 } neurons)
        {
            return;
        }

        if (population.Kind == PopulationKind.Input)
        {
            faults.Add($"Input population '{population.Name}' wants the membrane ADC for neuron {neurons[0]}, but inputs have no membranes; choose a LIF or LI population.");
            return;
        }

        foreach (var neuron in neurons.Where(n => n < 0 || n >= population.Size))
        {
            faults.Add($"Population '{population.Name}' wants the membrane ADC for neuron {neuron}, permitted are 0..{population.Size - 1}; name one of its neurons.");
        }

        foreach (var neuron in neurons.GroupBy(n => n).Where(g => g.Skip(1).Any()))
        {
            faults.Add($"Population '{population.Name}' names neuron {neuron.Key} {neuron.Count()} times for the membrane ADC; name each neuron once.");
        }
    }

    /// <summary>Adds a fault where the populations of a chip want more of the membrane ADC than it has.</summary>
    /// <param name="network">What the chip holds.</param>
    /// <param name="circuits">[population][neuron], empty where assignment has failed.</param>
    /// <param name="faults">Where the fault goes.</param>
    public static void CheckChip(NetworkSpec network, int[][] circuits, List<string> faults)
    {
        var sampled = Sampled(network, circuits);
        var list = string.Join(", ", sampled.Select(s => $"'{network.Populations[s.Population].Name}' neuron {s.Neuron} (circuit {s.Circuit})"));
        if (sampled.Length > Inputs)
        {
            faults.Add($"The membrane ADC is wanted for {sampled.Length} neurons ({list}), permitted are 0..{Inputs} on a chip; sample fewer or place layers on another chip.");
        }
        else if (sampled.Length == Inputs && (sampled[0].Circuit & 1) == (sampled[1].Circuit & 1))
        {
            var parity = (sampled[0].Circuit & 1) == 0 ? "even" : "odd";
            faults.Add(
                $"The membrane ADC is wanted for two circuits of {parity} columns ({list}), but one of its inputs sees the even columns and one the odd ones; choose a neuron of the other kind or constrain its placement.");
        }
    }

    /// <summary>The sampled neurons with their circuits, by population, then neuron. What <see cref="CheckPopulation"/> refuses is left out.</summary>
    public static MadcNeuron[] Sampled(NetworkSpec network, int[][] circuits) =>
        [.. Enumerable.Range(0, network.Populations.Length).SelectMany(p => (network.Populations[p].MadcNeurons ?? [])
            .Distinct().Order().Where(n => n >= 0 && n < circuits[p].Length).Select(n => new MadcNeuron(p, n, circuits[p][n])))];

    /// <summary>Null, or why the membrane ADC cannot record a run of this length: the limit, the layers and the mend.</summary>
    /// <param name="network">What the chip holds, sound.</param>
    /// <param name="durationTicks">Length of a run.</param>
    public static string? RunFault(NetworkSpec network, int durationTicks)
    {
        var sampled = network.Populations.Where(p => p.MadcNeurons is { Length: > 0 }).ToArray();
        var inputs = sampled.Sum(p => p.MadcNeurons!.Length);
        if (inputs == 0)
        {
            return null;
        }

        var samples = (long)inputs * MadcSchedule.PointCount(durationTicks, inputs);
        return samples <= MadcSchedule.MaximumSamples
            ? null
            : FormattableString.Invariant(
                $"The membrane ADC takes {samples} samples of {string.Join(", ", sampled.Select(p => $"'{p.Name}'"))} in a run of {(double)durationTicks / HardwareTicks.PerMicrosecond:0.###} us, permitted are 1..{MadcSchedule.MaximumSamples}; shorten the run to {(double)MadcSchedule.LongestTicks(inputs) / HardwareTicks.PerMicrosecond:0.###} us or switch it off.");
    }
}

/// <summary>A neuron that the membrane ADC samples.</summary>
internal readonly record struct MadcNeuron(int Population, int Neuron, int Circuit);
