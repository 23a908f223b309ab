namespace Bss2.Trainer.Numerics.SpikeTimes;

/// <summary>Where the backward passes of a chunk leave their sums. Belongs to one thread at a time.</summary>
public sealed class SpikeTimeGradients
{
    private readonly double[][] _weights;
    private readonly double[][] _delays;
    private readonly List<ChoppedGradient> _chopped = [];

    public SpikeTimeGradients(SpikeTimeNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        var layers = Enumerable.Range(0, network.Layers.Count).ToArray();
        _weights = [.. layers.Select(l => new double[network.WeightsOf(l)])];
        _delays = [.. layers.Select(l => new double[network.DelaysOf(l)])];
    }

    /// <summary>Those that were chopped, by layer from last to first, sample and neuron.</summary>
    public IReadOnlyList<ChoppedGradient> Chopped => _chopped;

    internal List<ChoppedGradient> ChoppedList => _chopped;

    /// <summary>dL/dw of a layer, [row, neuron].</summary>
    public double[] Weights(int layer) => _weights[layer];

    /// <summary>dL/dd of a layer, in the shape of its delays.</summary>
    public double[] Delays(int layer) => _delays[layer];

    /// <summary>Back to zero.</summary>
    public void Clear()
    {
        foreach (var values in _weights.Concat(_delays))
        {
            Array.Clear(values);
        }

        _chopped.Clear();
    }
}
