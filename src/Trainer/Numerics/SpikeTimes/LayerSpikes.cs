namespace Bss2.Trainer.Numerics.SpikeTimes;

/// <summary>What a layer's forward pass leaves for its backward pass, for one sample.</summary>
internal readonly ref struct LayerSpikes
{
    /// <summary>[stride]: spike times without dendritic delays; infinity for none.</summary>
    public Span<double> Times { get; init; }

    /// <summary>[stride]: the last event that is a cause of the spike.</summary>
    public Span<int> Anchors { get; init; }

    /// <summary>[stride]: 1 / (τ_m V' e^((T − t_anchor)/τ_slow)); 0 for no spike, and where the model has no rising crossing.</summary>
    public Span<double> Gains { get; init; }
}
