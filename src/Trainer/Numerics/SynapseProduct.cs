namespace Bss2.Trainer.Numerics;

/// <summary>
/// Spikes [time, sample, source] times the transpose of weights [target, source]: graded spikes [time, sample, target]. Silent entries cost nothing. The
/// dense product is made only where someone reads it: <see cref="CubaLif"/> works on the events themselves.
/// </summary>
public sealed class SynapseProduct : TapeOperation
{
    // With so few targets the gradient of a row of spikes is cheaper made when it is used than stored for all rows.
    private const int FewTargets = 8;

    private readonly EventList _collected = new();
    private readonly PackedWeights _packed = new();
    private Tensor _spikes = null!;
    private Tensor _graded = null!;
    private bool _differentiateSpikes;

    /// <summary>Records the product.</summary>
    /// <param name="tape">Where it is recorded.</param>
    /// <param name="spikes">[time, sample, source]; any values, though meant for 0 and 1.</param>
    /// <param name="weight">[target, source].</param>
    /// <param name="differentiateSpikes">False where the spikes are inputs and need no gradient.</param>
    public static Tensor Apply(Tape tape, Tensor spikes, Parameter<float> weight, bool differentiateSpikes = true)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(spikes);
        ArgumentNullException.ThrowIfNull(weight);
        if (weight.Shape.Length != 2 || weight.Shape[1] != spikes.Neurons)
        {
            throw new ArgumentException(
                $"Weights '{weight.Name}' have shape [{string.Join(", ", weight.Shape)}]; {spikes.Neurons} sources need [targets, {spikes.Neurons}].", nameof(weight));
        }

        var operation = tape.Record<SynapseProduct>();
        (operation._spikes, operation.Weight, operation._differentiateSpikes) = (spikes, weight, differentiateSpikes);
        operation._graded = tape.Allocate(spikes.TimeSteps, spikes.Samples, weight.Shape[0]);
        operation.Begin(tape.WeightsUnchanged);
        return operation._graded;
    }

    /// <summary>[target, source].</summary>
    internal Parameter<float> Weight { get; private set; } = null!;

    /// <summary>The spikes, row by row.</summary>
    internal EventList Events => _spikes.Events!;

    /// <summary>[source, target lane].</summary>
    internal ReadOnlySpan<float> WeightsBySource => _packed.BySource;

    /// <summary>[target, source lane].</summary>
    internal ReadOnlySpan<float> WeightsByTarget => _packed.ByTarget;

    /// <summary>Gradient of the product, [time, sample, target lane].</summary>
    internal ReadOnlySpan<float> GradedGradient => _graded.Gradient;

    /// <summary>Whether the gradient of the product serves the weights alone.</summary>
    internal bool EndsHere => !_differentiateSpikes;

    private SynapseShape Shape => new(_spikes.TimeSteps * _spikes.Samples, Weight.Shape[1], Weight.Shape[0]);

    private void Begin(bool weightsUnchanged)
    {
        if (_spikes.Events is null)
        {
            _collected.Collect(_spikes.Values, Shape.Rows, Shape.SourceStride);
            _spikes.Events = _collected;
        }

        _packed.Refresh(Weight, weightsUnchanged);
        _graded.Source = this;
        _graded.DeferValues(this);
    }

    internal override void FillValues() => SynapseKernel.Forward(Shape, Events, WeightsBySource, _graded.Values);

    internal override void FillGradient()
    {
        var spikeGradient = _spikes.OpenGradient(out var accumulate);
        SynapseKernel.BackwardSpikes(Shape, _graded.Gradient, WeightsByTarget, spikeGradient, accumulate);
    }

    internal override void Backward(GradientBuffer gradients)
    {
        if (!_graded.HasGradient)
        {
            return;
        }

        if (_differentiateSpikes)
        {
            if (_spikes.Source is CubaLif && !_spikes.HasGradient && Shape.Targets <= FewTargets)
            {
                _spikes.DeferGradient(this);
            }
            else
            {
                FillGradient();
            }
        }

        var sums = gradients.BySource(Weight);
        if (!sums.IsEmpty)
        {
            SynapseKernel.BackwardWeights(Shape, Events, _graded.Gradient, sums);
        }
    }
}
