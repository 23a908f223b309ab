using Bss2.Chip.Hagen;
using Bss2.Chip.Placement;
using Bss2.Messages.Experiment;
using Bss2.Messages.Spikes;

namespace Bss2.Chip.Blocks;

/// <summary>What a block must satisfy before it runs.</summary>
internal static class BlockRules
{
    private const int MaximumSamples = 1 << 16;
    private const long MaximumDurationTicks = 1 << 28;

    /// <summary>Null, or why the block cannot run on a chip.</summary>
    public static string? Fault(RunBlock block, ChipConfiguration configuration) => MultiplyRules.Multiplies(configuration.Network)
        ? VectorRules.Fault(block, configuration.Network, configuration.IsWhole)
        : SpikingFault(block, configuration.Network, configuration.Chip);

    private static string? SpikingFault(RunBlock block, NetworkSpec network, ChipSettings settings) =>
        Fault(block, network)
        ?? CadcRules.RunFault(settings, network, (int)block.Duration.Value)
        ?? MadcRules.RunFault(network, (int)block.Duration.Value);

    /// <summary>Null, or why the block fits no chip that holds the network.</summary>
    public static string? Fault(RunBlock block, NetworkSpec network)
    {
        if (MultiplyRules.Multiplies(network))
        {
            return VectorRules.Fault(block, network, isWhole: true);
        }

        if (block.Vectors.Length > 0)
        {
            return $"The block brings vectors of {block.Vectors.Length} populations, but the network has no integrators; send spikes.";
        }

        if (block.Duration.Value < 1 || block.Duration.Value > MaximumDurationTicks)
        {
            return $"The duration of {block.Duration} is outside 1..{MaximumDurationTicks} ticks of 4 ns; choose a shorter run.";
        }

        if (block.FirstSample < 0)
        {
            return $"The first sample's position {block.FirstSample} is negative; positions count from 0.";
        }

        var inputs = Enumerable.Range(0, network.Populations.Length).Where(p => network.Populations[p].Kind == PopulationKind.Input);
        var given = block.Inputs.Select(i => i.Population.Value).Order();
        if (!given.SequenceEqual(inputs))
        {
            return $"The block brings spikes of populations {string.Join(", ", given)}, the network's inputs are {string.Join(", ", inputs)}; send each input population once.";
        }

        foreach (var input in block.Inputs)
        {
            var population = network.Populations[input.Population.Value];
            if (Fault(input.Spikes, population, block) is { } fault)
            {
                return $"Input population '{population.Name}': {fault}";
            }
        }

        return null;
    }

    private static string? Fault(SpikeBatch spikes, PopulationSpec population, RunBlock block)
    {
        var samples = spikes.SampleOffsets.Length - 1;
        var expected = block.Inputs[0].Spikes.SampleOffsets.Length - 1;
        if (samples < 1 || samples > MaximumSamples || samples != expected)
        {
            return $"{samples} samples, permitted are 1..{MaximumSamples} and as many as in the block's first input ({expected}); cut all inputs alike.";
        }

        if (spikes.Ticks.Length != spikes.Labels.Length || spikes.SampleOffsets[0] != 0 || spikes.SampleOffsets[^1] != spikes.Ticks.Length)
        {
            return $"sample offsets {spikes.SampleOffsets[0]}..{spikes.SampleOffsets[^1]} do not cover {spikes.Ticks.Length} ticks and {spikes.Labels.Length} labels.";
        }

        for (var sample = 0; sample < samples; sample++)
        {
            var (from, to) = (spikes.SampleOffsets[sample], spikes.SampleOffsets[sample + 1]);
            if (from > to || to > spikes.Ticks.Length)
            {
                return $"sample offsets fall from {from} to {to} at sample {sample}; they must not.";
            }

            for (var i = from; i < to; i++)
            {
                var tick = spikes.Ticks[i];
                if (tick < 0 || tick >= block.Duration.Value || (tick & 1) != 0)
                {
                    return $"spike at tick {tick} of sample {sample}, permitted are even ticks (8 ns) in 0..{block.Duration.Value - 1}; lengthen the run or move the spike to the grid.";
                }

                if (spikes.Labels[i] >= population.Size)
                {
                    return $"spike of neuron {spikes.Labels[i]} in sample {sample}, permitted are 0..{population.Size - 1}.";
                }
            }
        }

        return null;
    }
}
