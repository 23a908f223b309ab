using System.Numerics;
using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.LeakyNetworks;

/// <summary>
/// Leaky integrate-and-fire with a decaying synaptic current (snnTorch's <c>Synaptic</c>). States: current I, membrane U.
/// <code>
/// I[t] = α I[t−1] + x[t]
/// U[t] = β U[t−1] + I[t] − R[t] θ          subtract
/// U[t] = (1 − R[t]) (β U[t−1] + I[t])      zero: the current stays
/// </code>
/// </summary>
public class Synaptic<T> : SpikingLayer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <param name="name">Unique within a network.</param>
    /// <param name="neurons">Neurons.</param>
    /// <param name="alpha">Decay of the current in a step, 0..1: one for all neurons or one for each.</param>
    /// <param name="beta">Decay of the membrane, likewise.</param>
    /// <param name="options">Null for the defaults.</param>
    public Synaptic(string name, int neurons, IReadOnlyList<double> alpha, IReadOnlyList<double> beta, LayerOptions<T>? options = null)
        : base(name, neurons, options, 2)
    {
        ArgumentNullException.ThrowIfNull(alpha);
        ArgumentNullException.ThrowIfNull(beta);
        var faults = Check();
        faults.RequireDecay(alpha, neurons, "alpha");
        faults.RequireDecay(beta, neurons, "beta");
        faults.Throw();
        Alpha = AddParameter("alpha", alpha, Options.LearnAlpha);
        Beta = AddParameter("beta", beta, Options.LearnBeta);
    }

    /// <summary>[1] or [neuron].</summary>
    public Parameter<T> Alpha { get; }

    /// <summary>[1] or [neuron].</summary>
    public Parameter<T> Beta { get; }

    private protected override void Integrate(int neuron, T drive, T reset, ReadOnlySpan<T> before, Span<T> after)
    {
        after[0] = (Decay(Alpha, neuron) * before[0]) + drive;
        var membrane = (Decay(Beta, neuron) * before[1]) + after[0];
        after[1] = Options.Reset switch
        {
            ResetMechanism.Subtract => membrane - (reset * Of(Threshold, neuron)),
            ResetMechanism.Zero => membrane - (reset * membrane),
            _ => membrane,
        };
    }

    private protected override T IntegrateBackward(int neuron, T input, T reset, ReadOnlySpan<T> before, Span<T> adjoint, OpenGradients<T> open)
    {
        OpenGradients<T>.Add(open.Threshold, neuron, Options.Reset == ResetMechanism.Subtract ? -reset * adjoint[1] : T.Zero);
        var onMembrane = Options.Reset == ResetMechanism.Zero ? (T.One - reset) * adjoint[1] : adjoint[1];
        var onCurrent = adjoint[0] + onMembrane;
        AddDecay(open.Beta, Beta, neuron, onMembrane * before[1]);
        AddDecay(open.Alpha, Alpha, neuron, onCurrent * before[0]);
        adjoint[0] = Decay(Alpha, neuron) * onCurrent;
        adjoint[1] = Decay(Beta, neuron) * onMembrane;
        return onCurrent;
    }

    private protected override OpenGradients<T> Open(GradientBuffer? gradients) =>
        new() { Threshold = gradients?.Find(Threshold), Beta = gradients?.Find(Beta), Alpha = gradients?.Find(Alpha) };
}
