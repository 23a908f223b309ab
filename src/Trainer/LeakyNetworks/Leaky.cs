using System.Numerics;
using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.LeakyNetworks;

/// <summary>
/// Leaky integrate-and-fire (snnTorch's <c>Leaky</c>); phase of spike and reset as of <see cref="SpikingLayer{T}"/>.
/// <code>
/// subtract  U[t] = β U[t−1] + I[t] − R[t] θ
/// zero      U[t] = β (1 − R[t]) U[t−1] + I[t]      the old charge goes, the new input stays
/// none      U[t] = β U[t−1] + I[t]
/// </code>
/// snnTorch's documentation gives U = (β U + I)(1 − R) for zero, which its code does not do; <see cref="Lapicque{T}"/> and <see cref="RLeaky{T}"/> do.
/// Adjoint, with g the surrogate: aU[t] = eU[t] + k[t] aU[t+1] + g aS[t], k = β or β (1 − R[t+1]); dI[t] = aU[t]; dβ = Σ aU[t] U[t−1]; dθ = −Σ (g aS[t] + R[t] aU[t]).
/// </summary>
public class Leaky<T> : SpikingLayer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <param name="name">Unique within a network; begins the names of the parameters.</param>
    /// <param name="neurons">Neurons.</param>
    /// <param name="beta">Decay of the membrane in a step, 0..1: one for all neurons or one for each.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="ArgumentException">All that is wrong with the configuration.</exception>
    public Leaky(string name, int neurons, IReadOnlyList<double> beta, LayerOptions<T>? options = null)
        : base(name, neurons, options, 1)
    {
        ArgumentNullException.ThrowIfNull(beta);
        var faults = Check();
        faults.RequireDecay(beta, neurons, "beta");
        faults.Throw();
        Beta = AddParameter("beta", beta, Options.LearnBeta);
    }

    /// <summary>[1] or [neuron].</summary>
    public Parameter<T> Beta { get; }

    private protected override void Integrate(int neuron, T drive, T reset, ReadOnlySpan<T> before, Span<T> after)
    {
        var kept = Options.Reset == ResetMechanism.Zero ? (T.One - reset) * before[0] : before[0];
        var membrane = (Decay(Beta, neuron) * kept) + drive;
        after[0] = Options.Reset == ResetMechanism.Subtract ? membrane - (reset * Of(Threshold, neuron)) : membrane;
    }

    private protected override T IntegrateBackward(int neuron, T input, T reset, ReadOnlySpan<T> before, Span<T> adjoint, OpenGradients<T> open)
    {
        var onMembrane = adjoint[0];
        var kept = Options.Reset == ResetMechanism.Zero ? T.One - reset : T.One;
        AddDecay(open.Beta, Beta, neuron, onMembrane * kept * before[0]);
        OpenGradients<T>.Add(open.Threshold, neuron, Options.Reset == ResetMechanism.Subtract ? -reset * onMembrane : T.Zero);
        adjoint[0] = Decay(Beta, neuron) * kept * onMembrane;
        return onMembrane;
    }

    private protected override OpenGradients<T> Open(GradientBuffer? gradients) => new() { Threshold = gradients?.Find(Threshold), Beta = gradients?.Find(Beta) };
}
