namespace Bss2.Trainer.Numerics;

/// <summary>The gradient of a layer's spikes: an array, or the product of what the next layer sends back with its weights, row by row when it is needed.</summary>
internal readonly ref struct SpikeGradient
{
    private readonly ReadOnlySpan<float> _dense;
    private readonly ReadOnlySpan<float> _later;
    private readonly ReadOnlySpan<float> _weightsByTarget;
    private readonly int _targets;
    private readonly int _laterStride;

    /// <param name="dense">[time, sample, lane].</param>
    public SpikeGradient(ReadOnlySpan<float> dense) => _dense = dense;

    /// <param name="next">The product that reads the spikes.</param>
    public SpikeGradient(SynapseProduct next)
    {
        _later = next.GradedGradient;
        _weightsByTarget = next.WeightsByTarget;
        _targets = next.Weight.Shape[0];
        _laterStride = Lanes.Pad(_targets);
    }

    /// <summary>Whether a row is known to hold zeros.</summary>
    public bool IsSilent(int row) => _dense.IsEmpty && !_later.Slice(row * _laterStride, _targets).ContainsAnyExcept(0f);

    /// <summary>A row, in <paramref name="scratch"/> (one row) where it has to be worked out.</summary>
    public ReadOnlySpan<float> Row(int row, Span<float> scratch)
    {
        if (!_dense.IsEmpty)
        {
            return _dense.Slice(row * scratch.Length, scratch.Length);
        }

        SynapseKernel.BackwardSpikesRow(_later.Slice(row * _laterStride, _targets), _weightsByTarget, scratch, false);
        return scratch;
    }
}

/// <summary>Where the gradient of a layer's input goes: to an array, or straight to the weights of the synapses that made the input.</summary>
internal readonly ref struct InputGradient
{
    private readonly EventList? _events;
    private readonly Span<float> _sums;
    private readonly bool _accumulate;

    /// <param name="dense">[time, sample, lane].</param>
    /// <param name="accumulate">Add to what is there.</param>
    public InputGradient(Span<float> dense, bool accumulate)
    {
        Dense = dense;
        _accumulate = accumulate;
    }

    /// <param name="events">Spikes that came in.</param>
    /// <param name="sums">[source, lane], added to.</param>
    public InputGradient(EventList events, Span<float> sums)
    {
        _events = events;
        _sums = sums;
    }

    /// <summary>[time, sample, lane], or empty.</summary>
    public Span<float> Dense { get; }

    public void Put(int row, ReadOnlySpan<float> gradient)
    {
        if (_events is not null)
        {
            SynapseKernel.BackwardWeightsRow(_events.Row(row), gradient, _sums);
            return;
        }

        var target = Dense.Slice(row * gradient.Length, gradient.Length);
        if (!_accumulate)
        {
            gradient.CopyTo(target);
            return;
        }

        for (var n = 0; n < target.Length; n++)
        {
            target[n] += gradient[n];
        }
    }
}
