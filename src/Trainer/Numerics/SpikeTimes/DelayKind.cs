namespace Bss2.Trainer.Numerics.SpikeTimes;

/// <summary>Where a layer's trainable delays sit (DelGrad, Göltz et al. 2024). They are added to the times at which inputs arrive.</summary>
public enum DelayKind
{
    /// <summary>No delays.</summary>
    None,

    /// <summary>One for each input, [input], the same for all neurons.</summary>
    Axonal,

    /// <summary>One for each synapse, [input, neuron].</summary>
    Synaptic,

    /// <summary>One for each neuron, [neuron], the same for all its inputs: it shifts the neuron's own spike.</summary>
    Dendritic,
}
