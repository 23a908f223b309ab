using System.Numerics;
using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.LeakyNetworks;

/// <summary>
/// Pairs of a <see cref="Linear{T}"/> and a spiking layer, one after the other. Each pair runs through all time steps before the next begins; what does not change over
/// time (the product of a constant input, and its gradient) is computed once.
/// </summary>
public sealed class SpikingNetwork<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <exception cref="ArgumentException">Layers whose sizes do not fit each other, all of them named.</exception>
    public SpikingNetwork(params IReadOnlyList<(Linear<T> Weights, SpikingLayer<T> Neurons)> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        ArgumentOutOfRangeException.ThrowIfZero(layers.Count);
        var faults = new LayerFaults("network");
        for (var k = 0; k < layers.Count; k++)
        {
            var (weights, neurons) = layers[k];
            faults.Require(weights.Targets == neurons.Neurons, $"'{neurons.Name}' has {neurons.Neurons} neurons for {weights.Targets} outputs of the weights before it");
            faults.Require(k == 0 || layers[k - 1].Neurons.Neurons == weights.Sources, $"the weights of '{neurons.Name}' have {weights.Sources} inputs for {layers[Math.Max(0, k - 1)].Neurons.Neurons} neurons before them");
        }

        faults.Throw();
        Layers = layers;
        Parameters = [.. layers.SelectMany(l => l.Weights.Parameters.Concat(l.Neurons.Parameters))];
    }

    public IReadOnlyList<(Linear<T> Weights, SpikingLayer<T> Neurons)> Layers { get; }

    public IReadOnlyList<Parameter> Parameters { get; }

    /// <param name="input">[time, sample, neuron], or [1, sample, neuron] for an input that stays the same.</param>
    /// <param name="timeSteps">Steps to run.</param>
    public NetworkRun<T> Forward(Series<T> input, int timeSteps)
    {
        ArgumentNullException.ThrowIfNull(input);
        input.RequireFinite(nameof(input));
        var runs = new LayerRun<T>[Layers.Count];
        var at = input;
        for (var k = 0; k < runs.Length; k++)
        {
            runs[k] = Layers[k].Neurons.Forward(Layers[k].Weights.Forward(at), timeSteps);
            at = runs[k].Spikes;
        }

        return new NetworkRun<T>(input, runs);
    }

    /// <summary>Back-propagation through time, from the gradients of the last layer's spikes and recorded membrane, either of which may be null. Returns the gradient of the input.</summary>
    public Series<T> Backward(NetworkRun<T> run, Series<T>? spikeGradient, Series<T>? membraneGradient, GradientBuffer? gradients)
    {
        ArgumentNullException.ThrowIfNull(run);
        for (var k = Layers.Count - 1; k > 0; k--)
        {
            var onDrive = Layers[k].Neurons.Backward(run.Layers[k], spikeGradient, membraneGradient, gradients);
            spikeGradient = Layers[k].Weights.Backward(run.Layers[k - 1].Spikes, onDrive, gradients);
            membraneGradient = null;
        }

        return Layers[0].Weights.Backward(run.Input, Layers[0].Neurons.Backward(run.Layers[0], spikeGradient, membraneGradient, gradients), gradients);
    }
}

/// <summary>A network's run over time.</summary>
/// <param name="Input">As given.</param>
/// <param name="Layers">From the first to the last.</param>
public sealed record NetworkRun<T>(Series<T> Input, IReadOnlyList<LayerRun<T>> Layers)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Spikes of the last layer.</summary>
    public Series<T> Spikes => Layers[^1].Spikes;

    /// <summary>Recorded membrane of the last layer.</summary>
    public Series<T> Membrane => Layers[^1].Membrane;
}
