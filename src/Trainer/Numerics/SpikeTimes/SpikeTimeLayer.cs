namespace Bss2.Trainer.Numerics.SpikeTimes;

/// <summary>One layer of a feed-forward network of spike times.</summary>
/// <param name="Outputs">Neurons, at least 1.</param>
public sealed record SpikeTimeLayer(int Outputs)
{
    /// <summary>Bias spikes: further inputs at these times, after those of the layer before. Finite; their weights are trained, their times are not.</summary>
    public IReadOnlyList<double> BiasTimes { get; init; } = [];

    /// <summary>Trainable delays.</summary>
    public DelayKind Delays { get; init; }
}
