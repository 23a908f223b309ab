using System.Numerics;

namespace Bss2.Trainer.LeakyNetworks;

/// <summary>What a layer did in a run, summed over samples and steps: the figures that estimates of energy start from.</summary>
/// <param name="Spikes">Non-zero outputs of the layer's neurons.</param>
/// <param name="SynapticOperations">Σ over incoming spikes of the non-zero weights that they meet; 0 where the input is not spikes.</param>
/// <param name="MultiplyAccumulates">Products with a dense real-valued input: rows times weights; 0 where the input is spikes.</param>
public readonly record struct ActivityCount(long Spikes, long SynapticOperations, long MultiplyAccumulates)
{
    public static ActivityCount operator +(ActivityCount a, ActivityCount b) =>
        new(a.Spikes + b.Spikes, a.SynapticOperations + b.SynapticOperations, a.MultiplyAccumulates + b.MultiplyAccumulates);

    public static ActivityCount Add(ActivityCount left, ActivityCount right) => left + right;

    /// <summary>
    /// Counts of each layer of a network's run. An input of nothing but −1, 0 and 1 over several steps counts as spikes; any other is dense, and is multiplied once for all
    /// steps where it does not change (which is what <see cref="SpikingNetwork{T}"/> does). Recurrent connections count as synapses.
    /// </summary>
    public static ActivityCount[] Of<T>(SpikingNetwork<T> network, NetworkRun<T> run)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(run);
        var counts = new ActivityCount[network.Layers.Count];
        for (var k = 0; k < counts.Length; k++)
        {
            var (weights, neurons) = network.Layers[k];
            var source = k == 0 ? run.Input : run.Layers[k - 1].Spikes;
            var spiking = k > 0 || (source.TimeSteps > 1 && !source.Values.AsSpan().ContainsAnyExcept(-T.One, T.Zero, T.One));
            var own = run.Layers[k].Spikes;
            var recurrent = neurons switch
            {
                RLeaky<T> r => r.Recurrence,
                RSynaptic<T> r => r.Recurrence,
                _ => null,
            };
            var operations = spiking ? Operations(source, FanOut(weights.Weight.Values, weights.Sources)) : 0;
            if (recurrent is not null)
            {
                // The spikes of the last step come back after the run.
                var fanOut = recurrent.Bias is null
                    ? [.. Enumerable.Range(0, own.Neurons).Select(n => recurrent.Weight.Values[recurrent.Weight.Values.Length == 1 ? 0 : n] == T.Zero ? 0 : 1)]
                    : FanOut(recurrent.Weight.Values, own.Neurons);
                operations += Operations(own, fanOut) - Operations(new Series<T>(1, own.Samples, own.Neurons, [.. own.Step(own.TimeSteps - 1)]), fanOut);
            }

            counts[k] = new ActivityCount(CountSpikes<T>(own.Values), operations, spiking ? 0 : (long)source.TimeSteps * source.Samples * weights.Sources * weights.Targets);
        }

        return counts;
    }

    /// <summary>Non-zero weights of each source, from [target, source].</summary>
    public static int[] FanOut<T>(ReadOnlySpan<T> weights, int sources)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var fanOut = new int[sources];
        for (var k = 0; k < weights.Length; k++)
        {
            fanOut[k % sources] += weights[k] == T.Zero ? 0 : 1;
        }

        return fanOut;
    }

    private static long CountSpikes<T>(ReadOnlySpan<T> spikes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => spikes.Length - spikes.Count(T.Zero);

    private static long Operations<T>(Series<T> spikes, int[] fanOut)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var operations = 0L;
        for (var k = 0; k < spikes.Values.Length; k++)
        {
            operations += spikes.Values[k] == T.Zero ? 0 : fanOut[k % fanOut.Length];
        }

        return operations;
    }
}
