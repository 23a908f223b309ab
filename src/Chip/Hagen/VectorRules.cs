using Bss2.Messages.Experiment;

namespace Bss2.Chip.Hagen;

/// <summary>What a block must satisfy before it runs in matrix-multiply mode.</summary>
internal static class VectorRules
{
    private const int MaximumSamples = 1 << 16;

    // Half of the largest message between processes: what stands beside activations and results is small.
    private const long MaximumBytes = 32 << 20;

    /// <summary>Null, or why the block cannot run.</summary>
    /// <param name="block">The block.</param>
    /// <param name="network">A sound network in matrix-multiply mode.</param>
    /// <param name="isWhole">False for a chip's share of a block, which may be empty.</param>
    public static string? Fault(RunBlock block, NetworkSpec network, bool isWhole)
    {
        if (block.FirstSample < 0)
        {
            return $"The first sample's position {block.FirstSample} is negative; positions count from 0.";
        }

        if (block.Inputs.Length > 0)
        {
            return $"The block brings spikes of {block.Inputs.Length} populations, but the network multiplies matrices; send activations as vectors.";
        }

        if (isWhole && block.Vectors.Length == 0)
        {
            return "The block brings no vectors; send activations of the input populations whose products are wanted.";
        }

        foreach (var vectors in block.Vectors)
        {
            if (Fault(vectors, block, network) is { } fault)
            {
                return fault;
            }
        }

        return TileFault(block, network);
    }

    private static string? Fault(PopulationVectors vectors, RunBlock block, NetworkSpec network)
    {
        var index = vectors.Population.Value;
        if (index < 0 || index >= network.Populations.Length || network.Populations[index].Kind != PopulationKind.Input)
        {
            return $"The block brings vectors of population {index}, which is no input population of the network.";
        }

        var population = network.Populations[index];
        if (block.Vectors.Count(v => v.Population == vectors.Population) > 1)
        {
            return $"The block brings vectors of input population '{population.Name}' more than once; send each population once.";
        }

        if (vectors.Size != population.Size)
        {
            return $"Vectors of input population '{population.Name}' have {vectors.Size} activations, the population has {population.Size} neurons; send as many.";
        }

        var ofSample = (long)vectors.VectorsPerSample * vectors.Size;
        if (vectors.VectorsPerSample < 1 || vectors.Values.Length % ofSample != 0)
        {
            return $"Input population '{population.Name}' has {vectors.Values.Length} activations, which are no whole samples of {vectors.VectorsPerSample} vectors of {vectors.Size}; send [sample, vector, neuron].";
        }

        var expected = block.Vectors[0].SampleCount;
        if (vectors.SampleCount != expected || vectors.SampleCount is < 1 or > MaximumSamples)
        {
            return $"Input population '{population.Name}' has {vectors.SampleCount} samples, permitted are 1..{MaximumSamples} and as many as in the block's first population ({expected}); cut all alike.";
        }

        if ((block.FirstSample + (long)vectors.SampleCount) * vectors.VectorsPerSample > uint.MaxValue)
        {
            return $"Input population '{population.Name}' has {vectors.VectorsPerSample} vectors a sample, so that the batch would have more than {uint.MaxValue}; use smaller batches.";
        }

        var bad = vectors.Values.AsSpan().IndexOfAnyExceptInRange((sbyte)0, (sbyte)MultiplyFormula.MaximumActivation);
        return bad < 0 ? null
            : $"Input population '{population.Name}': activation {vectors.Values[bad]} of sample {block.FirstSample + (bad / ofSample)}, vector {bad % ofSample / vectors.Size}, neuron {bad % vectors.Size} is outside 0..{MultiplyFormula.MaximumActivation}; clip or scale the input.";
    }

    private static string? TileFault(RunBlock block, NetworkSpec network)
    {
        var (runs, bytesOfSample) = (false, 0L);
        foreach (var group in network.Projections.GroupBy(j => j.Target.Value))
        {
            var sources = group.Select(j => j.Source).Distinct().ToArray();
            var given = Array.FindAll(block.Vectors, v => sources.Contains(v.Population));
            if (given.Length == 0)
            {
                continue;
            }

            var name = network.Populations[group.Key].Name;
            if (given.Length < sources.Length)
            {
                var missing = sources.Where(s => given.All(v => v.Population != s)).Select(s => $"'{network.Populations[s.Value].Name}'");
                return $"Integrator population '{name}' needs vectors of {string.Join(", ", missing)}, too; send all inputs of a product in one block.";
            }

            if (Array.Find(given, v => v.VectorsPerSample != given[0].VectorsPerSample) is { } other)
            {
                return $"Inputs of integrator population '{name}' have {given[0].VectorsPerSample} and {other.VectorsPerSample} vectors a sample; send as many for each.";
            }

            runs = true;
            bytesOfSample += (long)given[0].VectorsPerSample * network.Populations[group.Key].Size;
        }

        if (block.Vectors.Length == 0)
        {
            return null;
        }

        if (!runs)
        {
            return "The block brings vectors, but their populations project to no integrators; send those of a product.";
        }

        var samples = block.Vectors[0].SampleCount;
        bytesOfSample = Math.Max(bytesOfSample, block.Vectors.Sum(v => (long)v.VectorsPerSample * v.Size));
        return samples * bytesOfSample <= MaximumBytes ? null
            : $"The block's {samples} samples bring or give {samples * bytesOfSample} numbers, a block may have {MaximumBytes}; cut the batch into blocks of at most {MaximumBytes / bytesOfSample} samples.";
    }
}
