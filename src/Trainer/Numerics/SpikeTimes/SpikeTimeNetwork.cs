namespace Bss2.Trainer.Numerics.SpikeTimes;

/// <summary>
/// A feed-forward network in which each neuron spikes at most once: what does not change while it trains. Immutable; parameters are
/// <see cref="SpikeTimeParameters"/>, a thread's memory is a <see cref="SpikeTimeWorkspace"/>.
/// </summary>
public sealed class SpikeTimeNetwork
{
    /// <summary>Checks everything and reports all faults together.</summary>
    /// <param name="neuron">The neurons of all layers.</param>
    /// <param name="inputs">Input spikes of a sample, at least 1.</param>
    /// <param name="layers">Hidden layers in order, then the label layer.</param>
    /// <exception cref="ArgumentException">Some field is not what it must be.</exception>
    public SpikeTimeNetwork(SpikeTimeNeuron neuron, int inputs, IReadOnlyList<SpikeTimeLayer> layers)
    {
        ArgumentNullException.ThrowIfNull(neuron);
        ArgumentNullException.ThrowIfNull(layers);
        var faults = new List<string>(neuron.Faults());
        if (inputs < 1)
        {
            faults.Add($"inputs is {inputs}; it must be at least 1.");
        }

        if (layers.Count == 0)
        {
            faults.Add("layers is empty; a network needs at least one.");
        }

        for (var l = 0; l < layers.Count; l++)
        {
            AddFaults(faults, l, layers[l]);
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException("The network of spike times cannot be built: " + string.Join(' ', faults));
        }

        (Neuron, Inputs, Layers) = (neuron, inputs, [.. layers]);
        Constants = new SpikeTimeConstants(neuron);
    }

    /// <summary>The neurons of all layers.</summary>
    public SpikeTimeNeuron Neuron { get; }

    /// <summary>Input spikes of a sample.</summary>
    public int Inputs { get; }

    /// <summary>Hidden layers in order, then the label layer.</summary>
    public IReadOnlyList<SpikeTimeLayer> Layers { get; }

    internal SpikeTimeConstants Constants { get; }

    /// <summary>Inputs of a layer that come from the layer before, or from the sample.</summary>
    public int SourcesOf(int layer) => layer == 0 ? Inputs : Layers[layer - 1].Outputs;

    /// <summary>Rows of a layer's weights: its sources, then its bias spikes.</summary>
    public int RowsOf(int layer) => SourcesOf(layer) + Layers[layer].BiasTimes.Count;

    /// <summary>Number of a layer's weights, [row, neuron].</summary>
    public int WeightsOf(int layer) => RowsOf(layer) * Layers[layer].Outputs;

    /// <summary>Number of a layer's delays: by <see cref="DelayKind"/> none, [row], [row, neuron] or [neuron].</summary>
    public int DelaysOf(int layer) => Layers[layer].Delays switch
    {
        DelayKind.Axonal => RowsOf(layer),
        DelayKind.Synaptic => WeightsOf(layer),
        DelayKind.Dendritic => Layers[layer].Outputs,
        _ => 0,
    };

    internal int StrideOf(int layer) => Quads.Pad(Layers[layer].Outputs);

    private static void AddFaults(List<string> faults, int number, SpikeTimeLayer layer)
    {
        if (layer.Outputs < 1)
        {
            faults.Add($"Layer {number}: {nameof(SpikeTimeLayer.Outputs)} is {layer.Outputs}; it must be at least 1.");
        }

        if (!Enum.IsDefined(layer.Delays))
        {
            faults.Add($"Layer {number}: {nameof(SpikeTimeLayer.Delays)} is {(int)layer.Delays}; it must be one of {string.Join(", ", Enum.GetNames<DelayKind>())}.");
        }

        for (var b = 0; b < layer.BiasTimes.Count; b++)
        {
            if (!double.IsFinite(layer.BiasTimes[b]))
            {
                faults.Add($"Layer {number}: {nameof(SpikeTimeLayer.BiasTimes)}[{b}] is {layer.BiasTimes[b]}; it must be finite.");
            }
        }
    }
}
