namespace Bss2.Trainer.Numerics.SpikeTimes;

/// <summary>
/// What is done about silent neurons, which have no gradient: before an update, the first layer (hidden layers in order, then the label layer) that misses too many
/// spikes has its weights raised, and the update is left out. Rules of the public reference.
/// </summary>
public sealed record WeightBumping
{
    /// <summary>Permitted share of missing spikes over batch and neurons, one for each layer, 0..1. A layer is bumped above it.</summary>
    public required IReadOnlyList<double> PermittedMissing { get; init; }

    /// <summary>What is added, positive.</summary>
    public required double Value { get; init; }

    /// <summary>Whether what is added doubles as long as consecutive iterations bump the same layer.</summary>
    public bool IsExponential { get; init; } = true;

    /// <summary>Whether only neurons that missed a spike in the batch are raised (all their inputs, bias spikes too), or the layer as a whole.</summary>
    public bool IsTargeted { get; init; } = true;

    /// <summary>Everything that is wrong, each with the field and what it may be.</summary>
    /// <param name="layers">Layers of the network.</param>
    public IReadOnlyList<string> Faults(int layers)
    {
        var faults = new List<string>();
        if (PermittedMissing.Count != layers)
        {
            faults.Add($"{nameof(PermittedMissing)} has {PermittedMissing.Count} values; the network's {layers} layers need one each.");
        }

        for (var l = 0; l < PermittedMissing.Count; l++)
        {
            if (!(PermittedMissing[l] >= 0 && PermittedMissing[l] <= 1))
            {
                faults.Add($"{nameof(PermittedMissing)}[{l}] is {PermittedMissing[l]}; it must be in 0..1.");
            }
        }

        if (!double.IsFinite(Value) || !(Value > 0))
        {
            faults.Add($"{nameof(Value)} is {Value}; it must be positive and finite.");
        }

        return faults;
    }

    /// <summary>Whether a batch calls for a bump.</summary>
    /// <param name="missing">For each layer [neuron]: samples of the batch without a spike.</param>
    /// <param name="batchSize">Samples of the batch, at least 1.</param>
    /// <param name="before">What the iteration immediately before decided; null if it made an update, and at the start.</param>
    /// <returns>The bump, or null for an update.</returns>
    public WeightBump? Decide(IReadOnlyList<int[]> missing, int batchSize, WeightBump? before)
    {
        ArgumentNullException.ThrowIfNull(missing);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        var faults = Faults(missing.Count);
        if (faults.Count > 0)
        {
            throw new ArgumentException("The weights cannot be bumped: " + string.Join(' ', faults), nameof(missing));
        }

        for (var l = 0; l < missing.Count; l++)
        {
            var total = 0L;
            foreach (var count in missing[l])
            {
                total += count;
            }

            if (total / ((double)batchSize * missing[l].Length) > PermittedMissing[l])
            {
                return new WeightBump(l, IsExponential && before is { } last && last.Layer == l ? 2 * last.Value : Value);
            }
        }

        return null;
    }

    /// <summary>Raises a layer's weights.</summary>
    /// <param name="bump">From <see cref="Decide"/>.</param>
    /// <param name="missing">[neuron] of the bumped layer.</param>
    /// <param name="weights">[row, neuron] of that layer, changed.</param>
    public void Apply(WeightBump bump, ReadOnlySpan<int> missing, Span<double> weights)
    {
        if (missing.IsEmpty || weights.Length % missing.Length != 0)
        {
            throw new ArgumentException($"{weights.Length} weights cannot be [row, neuron] of {missing.Length} neurons.", nameof(weights));
        }

        for (var k = 0; k < weights.Length; k++)
        {
            weights[k] += !IsTargeted || missing[k % missing.Length] > 0 ? bump.Value : 0;
        }
    }
}

/// <summary>A decision to raise a layer's weights.</summary>
/// <param name="Layer">Number of the layer.</param>
/// <param name="Value">What is added.</param>
public readonly record struct WeightBump(int Layer, double Value);
