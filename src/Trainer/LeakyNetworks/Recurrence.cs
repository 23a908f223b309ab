using System.Numerics;
using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.LeakyNetworks;

/// <summary>How the spikes of a step act on the same layer in the next: neuron by neuron, or all to all. The gradient flows through these spikes.</summary>
public sealed class Recurrence<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int _neurons;

    internal Recurrence(Parameter<T> weight, Parameter<T>? bias, int neurons) => (Weight, Bias, _neurons) = (weight, bias, neurons);

    /// <summary>[1] or [neuron] one to one; [target, source] all to all.</summary>
    public Parameter<T> Weight { get; }

    /// <summary>[neuron], all to all; null one to one.</summary>
    public Parameter<T>? Bias { get; }

    internal int Neurons => _neurons;

    internal IEnumerable<Parameter> Parameters => Bias is null ? [Weight] : [Weight, Bias];

    /// <summary>Adds to the drive, both [sample, neuron].</summary>
    internal void Forward(ReadOnlySpan<T> spikes, Span<T> drive)
    {
        for (var cell = 0; cell < drive.Length; cell++)
        {
            var n = cell % _neurons;
            drive[cell] += Bias is null
                ? Weight.Values[Weight.Values.Length == 1 ? 0 : n] * spikes[cell]
                : Linear<T>.Dot(Weight.Values.AsSpan(n * _neurons, _neurons), spikes.Slice(cell - n, _neurons), Bias.Values[n]);
        }
    }

    /// <summary>Adds to the adjoint of the spikes and to the gradients.</summary>
    internal void Backward(ReadOnlySpan<T> spikes, ReadOnlySpan<T> driveAdjoint, Span<T> spikeAdjoint, GradientBuffer? gradients)
    {
        var weightGradient = gradients?.Find(Weight);
        if (Bias is null)
        {
            for (var cell = 0; cell < driveAdjoint.Length; cell++)
            {
                OpenGradients<T>.Add(weightGradient, cell % _neurons, driveAdjoint[cell] * spikes[cell]);
                spikeAdjoint[cell] += Weight.Values[Weight.Values.Length == 1 ? 0 : cell % _neurons] * driveAdjoint[cell];
            }

            return;
        }

        for (var first = 0; first < driveAdjoint.Length; first += _neurons)
        {
            Linear<T>.BackwardRow(
                Weight.Values, spikes.Slice(first, _neurons), driveAdjoint.Slice(first, _neurons), spikeAdjoint.Slice(first, _neurons), weightGradient, gradients?.Find(Bias));
        }
    }
}

/// <summary>Makes recurrent weights.</summary>
public static class Recurrence
{
    /// <summary>Each neuron's spike acts on itself, with one weight for all or one for each.</summary>
    public static Recurrence<T> OneToOne<T>(string name, int neurons, IReadOnlyList<double> weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(weights);
        var faults = new LayerFaults(name);
        faults.RequireValues(weights, neurons, "recurrent weight", double.IsFinite, "finite numbers");
        faults.Throw();
        var weight = new Parameter<T>($"{name}.V", [weights.Count]);
        for (var k = 0; k < weights.Count; k++)
        {
            weight.Values[k] = T.CreateTruncating(weights[k]);
        }

        return new Recurrence<T>(weight, null, neurons);
    }

    /// <summary>Every neuron's spike acts on every neuron, with a bias; initialised as a <see cref="Linear{T}"/> layer.</summary>
    public static Recurrence<T> AllToAll<T>(string name, int neurons, ulong seed, int number)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var layer = new Linear<T>($"{name}.recurrent", neurons, neurons, seed, number);
        return new Recurrence<T>(layer.Weight, layer.Bias, neurons);
    }
}
