using Bss2.Trainer.Numerics.SpikeTimes;

namespace Bss2.Trainer.FastAndDeep;

/// <summary>All that a <see cref="SpikeTimeModel"/> is made of. Times in units of the synaptic time constant.</summary>
public sealed record SpikeTimeModelOptions
{
    /// <summary>Neurons, layers, bias spikes and where delays sit.</summary>
    public required SpikeTimeNetwork Network { get; init; }

    /// <summary>Loss and how classes are read.</summary>
    public required SpikeTimeObjective Objective { get; init; }

    /// <summary>[layer], what initial weights are drawn from.</summary>
    public required IReadOnlyList<NormalDraw> InitialWeights { get; init; }

    /// <summary>What the unbounded parameters of delays are drawn from.</summary>
    public NormalDraw InitialDelays { get; init; }

    /// <summary>The range of the delays.</summary>
    public DelayRange DelayRange { get; init; } = new();

    /// <summary>Learning rate of delays as a factor of that of the weights; positive.</summary>
    public double DelayRateFactor { get; init; } = 1;

    /// <summary>What is done about silent neurons; null for nothing.</summary>
    public WeightBumping? Bumping { get; init; }

    /// <summary>A sample and neuron with a larger |dL/dw| adds nothing to its weights; positive, infinity for no limit.</summary>
    public double LargestGradient { get; init; } = double.PositiveInfinity;

    /// <summary>Weights are clamped to ± this after each update; positive, infinity for no limit. The chip has a limit of its own.</summary>
    public double LargestWeight { get; init; } = double.PositiveInfinity;

    /// <summary>Step of the weights in the forward pass; 0 for none.</summary>
    public double Rounding { get; init; }

    /// <summary>Noise on the input times of training samples. Only on the model backend.</summary>
    public NormalDraw InputNoise { get; init; }

    /// <summary>How the network runs on a chip; null where it does not.</summary>
    public ChipSetup? Chip { get; init; }

    /// <summary>Length of a sample on the chip; positive.</summary>
    public double SampleLength { get; init; } = 4;

    /// <summary>Samples of a chunk: the shape of the gradients' sums.</summary>
    public int ChunkSize { get; init; } = 15;

    /// <summary>Everything that is wrong, each with the field and what it may be.</summary>
    public IReadOnlyList<string> Faults()
    {
        var faults = new List<string>(Objective.Faults());
        faults.AddRange(Bumping?.Faults(Network.Layers.Count) ?? []);
        faults.AddRange(DelayRange.Faults());
        if (InitialWeights.Count != Network.Layers.Count)
        {
            faults.Add($"{nameof(InitialWeights)} has {InitialWeights.Count} values; the network's {Network.Layers.Count} layers need one each.");
        }

        for (var l = 0; l < InitialWeights.Count; l++)
        {
            faults.AddRange(FaultsOf($"{nameof(InitialWeights)}[{l}]", InitialWeights[l]));
        }

        faults.AddRange(FaultsOf(nameof(InitialDelays), InitialDelays));
        faults.AddRange(FaultsOf(nameof(InputNoise), InputNoise));
        Positive(nameof(DelayRateFactor), DelayRateFactor, finite: true);
        Positive(nameof(LargestGradient), LargestGradient, finite: false);
        Positive(nameof(LargestWeight), LargestWeight, finite: false);
        Positive(nameof(SampleLength), SampleLength, finite: true);
        if (!double.IsFinite(Rounding) || Rounding < 0)
        {
            faults.Add($"{nameof(Rounding)} is {Rounding}; it must be 0 (none) or a positive, finite number.");
        }

        if (ChunkSize < 1)
        {
            faults.Add($"{nameof(ChunkSize)} is {ChunkSize}; it must be at least 1.");
        }

        faults.AddRange(Chip is null ? [] : ChipFaults());
        return faults;

        void Positive(string field, double value, bool finite)
        {
            if (!(value > 0) || (finite && !double.IsFinite(value)))
            {
                faults.Add($"{field} is {value}; it must be positive{(finite ? " and finite" : " (infinity for no limit)")}.");
            }
        }
    }

    private static IEnumerable<string> FaultsOf(string field, NormalDraw draw)
    {
        if (!double.IsFinite(draw.Mean))
        {
            yield return $"{field}: the mean is {draw.Mean}; it must be finite.";
        }

        if (!double.IsFinite(draw.Sigma) || draw.Sigma < 0)
        {
            yield return $"{field}: the standard deviation is {draw.Sigma}; it must be 0 or a positive, finite number.";
        }
    }

    /// <summary>What of the network a chip cannot do.</summary>
    private IEnumerable<string> ChipFaults()
    {
        for (var l = 0; l < Network.Layers.Count; l++)
        {
            if (l > 0 && Network.Layers[l].BiasTimes.Count > 0)
            {
                yield return $"Layer {l} has {Network.Layers[l].BiasTimes.Count} bias spikes; on a chip only the first layer may have any.";
            }

            if (Network.Layers[l].Delays != DelayKind.None)
            {
                yield return $"Layer {l} has delays '{Network.Layers[l].Delays}'; a chip has no adjustable delays, permitted there: {nameof(DelayKind.None)}.";
            }
        }

        foreach (var time in Network.Layers[0].BiasTimes.Distinct())
        {
            if (time < 0 || time >= SampleLength)
            {
                yield return FormattableString.Invariant($"A bias spike at {time} lies outside a sample on the chip; permitted: 0 up to below {nameof(SampleLength)} ({SampleLength}).");
            }
        }

        if (InputNoise != default)
        {
            yield return FormattableString.Invariant($"{nameof(InputNoise)} is {InputNoise.Mean} ± {InputNoise.Sigma}; a chip brings its own noise, permitted there: 0 ± 0.");
        }
    }
}
