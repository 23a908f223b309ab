using System.Numerics;
using Bss2.Trainer.LeakyNetworks.Surrogates;

namespace Bss2.Trainer.LeakyNetworks;

/// <summary>
/// The neuron that snnTorch's tutorial 5 writes out by hand. Its membrane is that of <see cref="Leaky{T}"/> with subtraction, but it compares before it
/// integrates, so the same spike leaves one step later:
/// <code>
/// S[t] = H(U[t−1] − θ)
/// U[t] = β U[t−1] + I[t] − θ S[t]       S detached
/// </code>
/// Adjoint: aU[t] = eU[t] + β aU[t+1] + g(U[t] − θ) aS[t+1]. The surrogate is the tutorial's spike operator (dS/dU = S) unless another is given.
/// </summary>
public sealed class LeakySurrogate<T> : Leaky<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc cref="Leaky{T}(string, int, IReadOnlyList{double}, LayerOptions{T}?)"/>
    public LeakySurrogate(string name, int neurons, IReadOnlyList<double> beta, LayerOptions<T>? options = null)
        : base(name, neurons, beta, WithSpikeOperator(name, options ?? new LayerOptions<T>()))
    {
    }

    private protected override bool FiresBeforeIntegration => true;

    private static LayerOptions<T> WithSpikeOperator(string name, LayerOptions<T> options)
    {
        if (options.Reset != ResetMechanism.Subtract || !options.ResetDelay || options.Inhibition || options.Quantisation is not null || options.GradedSpikesFactor != 1)
        {
            throw new ArgumentException(
                $"Layer '{name}': the tutorial's neuron knows delayed reset by subtraction of plain spikes alone; use {nameof(Leaky<T>)} for other resets, inhibition, graded spikes or quantised states.", nameof(options));
        }

        return options.Surrogate is null ? options with { Surrogate = Surrogate.SpikeOperator<T>() } : options;
    }
}
