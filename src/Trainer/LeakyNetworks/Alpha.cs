using System.Numerics;
using Bss2.Chip.Randomness;
using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.LeakyNetworks;

/// <summary>
/// A membrane that follows an alpha function (snnTorch's <c>Alpha</c>); needs α &gt; β. States: Ie, Ii, U.
/// <code>
/// Ie[t] = α Ie[t−1] + x[t]      Ii[t] = β Ii[t−1] − x[t]
/// U[t]  = τ (Ie[t] + Ii[t])     τ = ln α / (ln β − ln α) + 1
/// zero      all three are 0 in a step with R = 1, the input of that step included (snnTorch's default here; ask for it in the options)
/// subtract  Ie[t] −= θ; Ii[t] = 0; U[t] += Ii[t−1]      as snnTorch codes it, though its documentation does not say so
/// </code>
/// The membrane has no memory of its own, so without <see cref="LayerOptions{T}.ResetDelay"/> a reset lasts for the recorded step alone.
/// </summary>
public sealed class Alpha<T> : SpikingLayer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <param name="name">Unique within a network.</param>
    /// <param name="neurons">Neurons.</param>
    /// <param name="alpha">Decay of the excitatory current, above <paramref name="beta"/> and up to 1: one for all neurons or one for each.</param>
    /// <param name="beta">Decay of the inhibitory current, above 0 and below 1, likewise.</param>
    /// <param name="options">Null for the defaults with reset to zero.</param>
    public Alpha(string name, int neurons, IReadOnlyList<double> alpha, IReadOnlyList<double> beta, LayerOptions<T>? options = null)
        : base(name, neurons, options ?? new LayerOptions<T> { Reset = ResetMechanism.Zero }, 3)
    {
        ArgumentNullException.ThrowIfNull(alpha);
        ArgumentNullException.ThrowIfNull(beta);
        var faults = Check();
        faults.RequireValues(alpha, neurons, "alpha", v => v is > 0 and <= 1, "above 0, up to 1");
        faults.RequireValues(beta, neurons, "beta", v => v is > 0 and < 1, "above 0, below 1");
        for (var n = 0; alpha.Count > 0 && beta.Count > 0 && n < Math.Max(alpha.Count, beta.Count); n++)
        {
            var (a, b) = (alpha[Math.Min(n, alpha.Count - 1)], beta[Math.Min(n, beta.Count - 1)]);
            faults.Require(a > b, $"alpha {a} must be above beta {b} (neuron {n})");
        }

        faults.Throw();
        AlphaDecay = AddParameter("alpha", alpha, Options.LearnAlpha);
        BetaDecay = AddParameter("beta", beta, Options.LearnBeta);
    }

    /// <summary>[1] or [neuron].</summary>
    public Parameter<T> AlphaDecay { get; }

    /// <summary>[1] or [neuron].</summary>
    public Parameter<T> BetaDecay { get; }

    private protected override void Integrate(int neuron, T drive, T reset, ReadOnlySpan<T> before, Span<T> after)
    {
        after[0] = (Decay(AlphaDecay, neuron) * before[0]) + drive;
        after[1] = (Decay(BetaDecay, neuron) * before[1]) - drive;
        after[2] = Scale(neuron).Tau * (after[0] + after[1]);
        if (Options.Reset == ResetMechanism.Zero)
        {
            (after[0], after[1], after[2]) = (after[0] - (reset * after[0]), after[1] - (reset * after[1]), after[2] - (reset * after[2]));
        }
        else if (Options.Reset == ResetMechanism.Subtract)
        {
            after[0] -= reset * Of(Threshold, neuron);
            after[1] -= reset * after[1];
            after[2] += reset * before[1];
        }
    }

    private protected override T IntegrateBackward(int neuron, T input, T reset, ReadOnlySpan<T> before, Span<T> adjoint, OpenGradients<T> open)
    {
        var subtract = Options.Reset == ResetMechanism.Subtract;
        var keep = Options.Reset == ResetMechanism.None ? T.One : T.One - reset;
        OpenGradients<T>.Add(open.Threshold, neuron, subtract ? -reset * adjoint[0] : T.Zero);
        var (tau, byAlpha, byBeta) = Scale(neuron);
        var (a, b) = (Decay(AlphaDecay, neuron), Decay(BetaDecay, neuron));
        var onMembrane = subtract ? adjoint[2] : keep * adjoint[2];
        var onExcitatory = (subtract ? adjoint[0] : keep * adjoint[0]) + (tau * onMembrane);
        var onInhibitory = (keep * adjoint[1]) + (tau * onMembrane);
        var sum = (a * before[0]) + (b * before[1]);
        AddDecay(open.Alpha, AlphaDecay, neuron, (onExcitatory * before[0]) + (onMembrane * sum * byAlpha));
        AddDecay(open.Beta, BetaDecay, neuron, (onInhibitory * before[1]) + (onMembrane * sum * byBeta));
        (adjoint[0], adjoint[1]) = (a * onExcitatory, (b * onInhibitory) + (subtract ? reset * adjoint[2] : T.Zero));
        adjoint[2] = T.Zero;
        return onExcitatory - onInhibitory;
    }

    private protected override OpenGradients<T> Open(GradientBuffer? gradients) =>
        new() { Threshold = gradients?.Find(Threshold), Beta = gradients?.Find(BetaDecay), Alpha = gradients?.Find(AlphaDecay) };

    // tau and its derivatives by alpha and beta.
    private (T Tau, T ByAlpha, T ByBeta) Scale(int neuron)
    {
        var (a, b) = (double.CreateTruncating(Decay(AlphaDecay, neuron)), double.CreateTruncating(Decay(BetaDecay, neuron)));
        var (logA, logB) = (PortableMath.Log(a), PortableMath.Log(b));
        var gap = logB - logA;
        return (T.CreateTruncating((logA / gap) + 1), T.CreateTruncating(logB / (a * gap * gap)), T.CreateTruncating(-logA / (b * gap * gap)));
    }
}
