using System.Numerics;

namespace Bss2.Trainer.Numerics;

/// <summary>
/// Products of spikes with weights in plain scalar code: the definition that <see cref="SynapseKernel"/> is held against.
/// Rows are all (time, sample) pairs; weights [target, source] without padding. Sums run over sources in rising order, over rows in falling order
/// (the order in which adjoints of neurons come), and skip silent ones.
/// </summary>
internal static class SynapseReference
{
    /// <summary>graded[row, target] = Σ over source of spikes[row, source] weights[target, source].</summary>
    public static void Forward<T>(SynapseShape shape, ReadOnlySpan<T> spikes, ReadOnlySpan<T> weights, Span<T> graded)
        where T : IFloatingPointIeee754<T>
    {
        for (var r = 0; r < shape.Rows; r++)
        {
            for (var target = 0; target < shape.Targets; target++)
            {
                var sum = T.Zero;
                for (var source = 0; source < shape.Sources; source++)
                {
                    var spike = spikes[(r * shape.SourceStride) + source];
                    sum = spike == T.Zero ? sum : sum + (spike * weights[(target * shape.Sources) + source]);
                }

                graded[(r * shape.TargetStride) + target] = sum;
            }
        }
    }

    /// <summary>spikeGradient[row, source] = Σ over target of gradedGradient[row, target] weights[target, source], or that added.</summary>
    public static void BackwardSpikes<T>(SynapseShape shape, ReadOnlySpan<T> gradedGradient, ReadOnlySpan<T> weights, Span<T> spikeGradient, bool accumulate)
        where T : IFloatingPointIeee754<T>
    {
        for (var r = 0; r < shape.Rows; r++)
        {
            for (var source = 0; source < shape.Sources; source++)
            {
                var sum = T.Zero;
                for (var target = 0; target < shape.Targets; target++)
                {
                    sum += gradedGradient[(r * shape.TargetStride) + target] * weights[(target * shape.Sources) + source];
                }

                var at = (r * shape.SourceStride) + source;
                spikeGradient[at] = accumulate ? spikeGradient[at] + sum : sum;
            }
        }
    }

    /// <summary>weightGradient[target, source] += Σ over row of spikes[row, source] gradedGradient[row, target].</summary>
    public static void BackwardWeights<T>(SynapseShape shape, ReadOnlySpan<T> spikes, ReadOnlySpan<T> gradedGradient, Span<T> weightGradient)
        where T : IFloatingPointIeee754<T>
    {
        for (var target = 0; target < shape.Targets; target++)
        {
            for (var source = 0; source < shape.Sources; source++)
            {
                var sum = T.Zero;
                for (var r = shape.Rows - 1; r >= 0; r--)
                {
                    var spike = spikes[(r * shape.SourceStride) + source];
                    sum = spike == T.Zero ? sum : sum + (spike * gradedGradient[(r * shape.TargetStride) + target]);
                }

                weightGradient[(target * shape.Sources) + source] += sum;
            }
        }
    }
}

/// <summary>Extent of a synapse product.</summary>
/// <param name="Rows">Time steps x samples.</param>
/// <param name="Sources">Presynaptic neurons.</param>
/// <param name="Targets">Postsynaptic neurons.</param>
internal readonly record struct SynapseShape(int Rows, int Sources, int Targets)
{
    public int SourceStride => Lanes.Pad(Sources);

    public int TargetStride => Lanes.Pad(Targets);
}
