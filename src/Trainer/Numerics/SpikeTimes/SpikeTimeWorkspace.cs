namespace Bss2.Trainer.Numerics.SpikeTimes;

/// <summary>
/// A thread's memory for a chunk of samples: forward pass, errors, backward pass. Allocates in its constructor only. Sums over samples run in their order, so
/// that the result depends on the chunk and on nothing else.
/// </summary>
/// <remarks>
/// Use: fill <see cref="Inputs"/>; <see cref="Forward"/>; read <see cref="Times"/> of the last layer; let a loss write <see cref="Errors"/>; <see cref="Backward"/>.
/// With a chip: fill <see cref="Times"/> of all layers with measured times and call <see cref="Assume"/> in place of <see cref="Forward"/>.
/// </remarks>
public sealed class SpikeTimeWorkspace
{
    private readonly SpikeTimeNetwork _network;
    private readonly LayerWorkspace[] _layers;
    private readonly double[] _inputs;
    private readonly double[] _inputErrors;
    private readonly int _capacity;
    private int _samples;

    /// <param name="network">The network.</param>
    /// <param name="capacity">Samples of the largest chunk, at least 1.</param>
    /// <param name="inputGradients">Whether dL/dt of the samples' inputs are wanted too.</param>
    public SpikeTimeWorkspace(SpikeTimeNetwork network, int capacity, bool inputGradients = false)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        (_network, _capacity) = (network, capacity);
        _layers = [.. Enumerable.Range(0, network.Layers.Count).Select(l => new LayerWorkspace(network, l, capacity))];
        _inputs = new double[capacity * network.Inputs];
        _inputErrors = inputGradients ? new double[_inputs.Length] : [];
    }

    /// <summary>[capacity, input]: input times of the samples to come; infinity for no spike.</summary>
    public Span<double> Inputs => _inputs;

    /// <summary>[sample, input]: dL/dt of the inputs after <see cref="Backward"/>; empty unless asked for.</summary>
    public ReadOnlySpan<double> InputErrors => _inputErrors;

    /// <summary>[capacity, neuron] of a layer: spike times, infinity for none. Written by <see cref="Forward"/>, read by <see cref="Assume"/>.</summary>
    public Span<double> Times(int layer) => _layers[layer].Times;

    /// <summary>[capacity, neuron] of the last layer: dL/dT, which a loss writes. NaN counts as 0.</summary>
    public Span<double> Errors => _layers[^1].Errors;

    /// <summary>[neuron] of a layer: samples of the chunk without a spike.</summary>
    public ReadOnlySpan<int> Missing(int layer) => _layers[layer].Missing;

    /// <summary>Spike times of all layers for the first samples of <see cref="Inputs"/>.</summary>
    public void Forward(SpikeTimeParameters parameters, int samples)
    {
        Begin(parameters, samples);
        for (var l = 0; l < _layers.Length; l++)
        {
            for (var sample = 0; sample < samples; sample++)
            {
                _layers[l].Forward(parameters, sample, Sources(l, sample));
            }
        }
    }

    /// <summary>
    /// Takes the <see cref="Times"/> of all layers as given, e.g. measured on a chip, and works out from the model's weights what the backward pass needs. A spike that the
    /// model cannot explain (its membrane has no rising crossing with the inputs up to then) has no gradient: exactly 0, to its weights and to earlier layers.
    /// </summary>
    public void Assume(SpikeTimeParameters parameters, int samples)
    {
        Begin(parameters, samples);
        for (var l = 0; l < _layers.Length; l++)
        {
            Require.SpikeTimes(nameof(Times), Times(l)[..(samples * _network.Layers[l].Outputs)]);
            for (var sample = 0; sample < samples; sample++)
            {
                _layers[l].Assume(parameters, sample, Sources(l, sample));
            }
        }
    }

    /// <summary>Adds the gradients of the chunk.</summary>
    /// <param name="parameters">The same as in the pass before.</param>
    /// <param name="gradients">Where they are added.</param>
    /// <param name="limit">
    /// A sample and neuron with an |dL/dw| above this adds nothing to its weights (its inputs still get their errors) and is listed as chopped; infinity for no limit.
    /// </param>
    public void Backward(SpikeTimeParameters parameters, SpikeTimeGradients gradients, double limit = double.PositiveInfinity)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(gradients);
        if (!(limit > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(limit), limit, "The largest gradient must be positive (infinity for no limit).");
        }

        for (var l = _layers.Length - 1; l >= 0; l--)
        {
            for (var sample = 0; sample < _samples; sample++)
            {
                _layers[l].Backward(parameters, sample, gradients, limit, SourceErrors(l, sample));
            }

            _layers[l].Flush(gradients);
        }
    }

    private void Begin(SpikeTimeParameters parameters, int samples)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (samples < 1 || samples > _capacity)
        {
            throw new ArgumentOutOfRangeException(nameof(samples), samples, $"A chunk must hold 1..{_capacity} samples.");
        }

        Require.SpikeTimes(nameof(Inputs), _inputs.AsSpan(0, samples * _network.Inputs));
        _samples = samples;
        foreach (var layer in _layers)
        {
            Array.Clear(layer.Missing);
        }
    }

    private ReadOnlySpan<double> Sources(int layer, int sample)
    {
        var count = _network.SourcesOf(layer);
        return (layer == 0 ? _inputs : _layers[layer - 1].Times).AsSpan(sample * count, count);
    }

    private Span<double> SourceErrors(int layer, int sample)
    {
        var count = _network.SourcesOf(layer);
        return layer > 0 ? _layers[layer - 1].Errors.AsSpan(sample * count, count) : _inputErrors.Length > 0 ? _inputErrors.AsSpan(sample * count, count) : [];
    }
}
