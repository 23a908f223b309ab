using System.Numerics;
using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.LeakyNetworks;

/// <summary>
/// Leaky integrate-and-fire whose spikes come back as input one step later (snnTorch's <c>RLeaky</c>).
/// <code>
/// U[t] = β U[t−1] + x[t] + V S[t−1] − R[t] θ            subtract
/// U[t] = (1 − R[t]) (β U[t−1] + x[t] + V S[t−1])        zero: the input of that step is lost too, unlike with Leaky
/// </code>
/// </summary>
public sealed class RLeaky<T> : SpikingLayer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <param name="name">Unique within a network.</param>
    /// <param name="neurons">Neurons.</param>
    /// <param name="beta">Decay of the membrane, 0..1: one for all neurons or one for each.</param>
    /// <param name="recurrence">Weights from the layer to itself.</param>
    /// <param name="options">Null for the defaults.</param>
    public RLeaky(string name, int neurons, IReadOnlyList<double> beta, Recurrence<T> recurrence, LayerOptions<T>? options = null)
        : base(name, neurons, options, 1)
    {
        ArgumentNullException.ThrowIfNull(beta);
        ArgumentNullException.ThrowIfNull(recurrence);
        var faults = Check();
        faults.RequireDecay(beta, neurons, "beta");
        faults.Require(recurrence.Neurons == neurons, $"the recurrence is for {recurrence.Neurons} neurons, the layer has {neurons}");
        faults.Throw();
        Beta = AddParameter("beta", beta, Options.LearnBeta);
        Recurrence = recurrence;
        Learned.AddRange(Options.LearnRecurrence ? recurrence.Parameters : []);
    }

    /// <summary>[1] or [neuron].</summary>
    public Parameter<T> Beta { get; }

    public Recurrence<T> Recurrence { get; }

    private protected override Recurrence<T> Recurrent => Recurrence;

    private protected override void Integrate(int neuron, T drive, T reset, ReadOnlySpan<T> before, Span<T> after)
    {
        var membrane = (Decay(Beta, neuron) * before[0]) + drive;
        after[0] = Options.Reset switch
        {
            ResetMechanism.Subtract => membrane - (reset * Of(Threshold, neuron)),
            ResetMechanism.Zero => membrane - (reset * membrane),
            _ => membrane,
        };
    }

    private protected override T IntegrateBackward(int neuron, T input, T reset, ReadOnlySpan<T> before, Span<T> adjoint, OpenGradients<T> open)
    {
        OpenGradients<T>.Add(open.Threshold, neuron, Options.Reset == ResetMechanism.Subtract ? -reset * adjoint[0] : T.Zero);
        var onMembrane = Options.Reset == ResetMechanism.Zero ? (T.One - reset) * adjoint[0] : adjoint[0];
        AddDecay(open.Beta, Beta, neuron, onMembrane * before[0]);
        adjoint[0] = Decay(Beta, neuron) * onMembrane;
        return onMembrane;
    }

    private protected override OpenGradients<T> Open(GradientBuffer? gradients) => new() { Threshold = gradients?.Find(Threshold), Beta = gradients?.Find(Beta) };
}
