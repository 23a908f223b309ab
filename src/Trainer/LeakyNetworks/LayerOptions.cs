using System.Numerics;
using Bss2.Trainer.LeakyNetworks.Surrogates;

namespace Bss2.Trainer.LeakyNetworks;

/// <summary>What all spiking layers have in common. The defaults are those of snnTorch's <c>Leaky</c>.</summary>
public sealed record LayerOptions<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>One value for all neurons or one for each. A membrane must be strictly above it to spike.</summary>
    public IReadOnlyList<double> Threshold { get; init; } = [1];

    public ResetMechanism Reset { get; init; } = ResetMechanism.Subtract;

    /// <summary>
    /// True: a spike at t acts on the membrane at t + 1, so the recorded membrane may stand above the threshold. False: the membrane is reset in
    /// the step of the spike, and the gradient flows through that reset.
    /// </summary>
    public bool ResetDelay { get; init; } = true;

    /// <summary>Only the neuron with the highest membrane over threshold, the first of equals, may spike in each sample and step. All that are above the threshold are reset one step later.</summary>
    public bool Inhibition { get; init; }

    /// <summary>Value of a spike. Not applied under <see cref="Inhibition"/>, as in snnTorch.</summary>
    public double GradedSpikesFactor { get; init; } = 1;

    /// <summary>Null for atan with alpha 2.</summary>
    public Surrogate<T>? Surrogate { get; init; }

    /// <summary>Levels that all states are rounded to in each step; null for none.</summary>
    public StateQuantisation<T>? Quantisation { get; init; }

    public bool LearnThreshold { get; init; }

    /// <summary>Whether the membrane's decay is trained, where the model has one that can be.</summary>
    public bool LearnBeta { get; init; }

    /// <summary>Whether the synaptic current's decay is trained, where the model has one.</summary>
    public bool LearnAlpha { get; init; }

    /// <summary>Whether recurrent weights are trained, where the model has them.</summary>
    public bool LearnRecurrence { get; init; } = true;
}
