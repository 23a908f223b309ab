using System.Numerics;

namespace Bss2.Trainer.LeakyNetworks;

/// <summary>
/// <see cref="Synaptic{T}"/> whose spikes come back into its current one step later (snnTorch's <c>RSynaptic</c>): I[t] = α I[t−1] + x[t] + V S[t−1].
/// </summary>
public sealed class RSynaptic<T> : Synaptic<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <param name="name">Unique within a network.</param>
    /// <param name="neurons">Neurons.</param>
    /// <param name="alpha">Decay of the current, 0..1: one for all neurons or one for each.</param>
    /// <param name="beta">Decay of the membrane, likewise.</param>
    /// <param name="recurrence">Weights from the layer to itself.</param>
    /// <param name="options">Null for the defaults.</param>
    public RSynaptic(string name, int neurons, IReadOnlyList<double> alpha, IReadOnlyList<double> beta, Recurrence<T> recurrence, LayerOptions<T>? options = null)
        : base(name, neurons, alpha, beta, options)
    {
        ArgumentNullException.ThrowIfNull(recurrence);
        var faults = new LayerFaults(name);
        faults.Require(recurrence.Neurons == neurons, $"the recurrence is for {recurrence.Neurons} neurons, the layer has {neurons}");
        faults.Throw();
        Recurrence = recurrence;
        Learned.AddRange(Options.LearnRecurrence ? recurrence.Parameters : []);
    }

    public Recurrence<T> Recurrence { get; }

    private protected override Recurrence<T> Recurrent => Recurrence;
}
