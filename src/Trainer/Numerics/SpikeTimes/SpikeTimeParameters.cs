namespace Bss2.Trainer.Numerics.SpikeTimes;

/// <summary>
/// Weights and delays of a <see cref="SpikeTimeNetwork"/> as the kernels read them: packed once for each update, shared by all threads until the next.
/// </summary>
public sealed class SpikeTimeParameters
{
    private readonly SpikeTimeNetwork _network;
    private readonly double[][] _weights;
    private readonly double[][] _rounded;
    private readonly double[][] _delays;

    public SpikeTimeParameters(SpikeTimeNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        _network = network;
        var layers = Enumerable.Range(0, network.Layers.Count).ToArray();
        _weights = [.. layers.Select(l => new double[network.RowsOf(l) * network.StrideOf(l)])];
        _rounded = [.. _weights];
        _delays = [.. layers.Select(l => new double[network.DelaysOf(l)])];
    }

    /// <summary>Sets a layer's weights.</summary>
    /// <param name="layer">Number of the layer.</param>
    /// <param name="weights">[row, neuron], finite.</param>
    /// <param name="rounding">Step r of the forward pass, which then sees round(w/r) r, halves away from zero; the backward pass sees the weights as they are. 0 for none.</param>
    public void SetWeights(int layer, ReadOnlySpan<double> weights, double rounding = 0)
    {
        Require.Length(nameof(weights), weights.Length, _network.WeightsOf(layer), $"layer {layer} of shape [{_network.RowsOf(layer)}, {_network.Layers[layer].Outputs}]");
        Require.Finite(nameof(weights), weights);
        if (!double.IsFinite(rounding) || rounding < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(rounding), rounding, "A rounding step must be 0 (none) or a positive, finite number.");
        }

        Pack(weights, _weights[layer], layer);
        if (rounding == 0)
        {
            _rounded[layer] = _weights[layer];
            return;
        }

        if (ReferenceEquals(_rounded[layer], _weights[layer]))
        {
            _rounded[layer] = new double[_weights[layer].Length];
        }

        WeightRules.Round(_weights[layer], rounding, _rounded[layer]);
    }

    /// <summary>Sets a layer's delays.</summary>
    /// <param name="layer">Number of the layer.</param>
    /// <param name="delays">[row], [row, neuron] or [neuron] by the layer's <see cref="DelayKind"/>; finite.</param>
    public void SetDelays(int layer, ReadOnlySpan<double> delays)
    {
        Require.Length(nameof(delays), delays.Length, _network.DelaysOf(layer), $"layer {layer} with delays '{_network.Layers[layer].Delays}'");
        Require.Finite(nameof(delays), delays);
        delays.CopyTo(_delays[layer]);
    }

    /// <summary>[row, stride]: what the forward pass sees.</summary>
    internal double[] Forward(int layer) => _rounded[layer];

    /// <summary>[row, stride]: what the backward pass sees.</summary>
    internal double[] Backward(int layer) => _weights[layer];

    /// <summary>Whether both passes see the same weights.</summary>
    internal bool IsExact(int layer) => ReferenceEquals(_rounded[layer], _weights[layer]);

    internal double[] Delays(int layer) => _delays[layer];

    private void Pack(ReadOnlySpan<double> weights, double[] packed, int layer)
    {
        var (outputs, stride) = (_network.Layers[layer].Outputs, _network.StrideOf(layer));
        for (var row = 0; row < _network.RowsOf(layer); row++)
        {
            weights.Slice(row * outputs, outputs).CopyTo(packed.AsSpan(row * stride));
        }
    }
}
