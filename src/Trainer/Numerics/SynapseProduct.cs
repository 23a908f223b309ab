namespace Bss2.Trainer.Numerics;

/// <summary>Spikes [time, sample, source] times the transpose of weights [target, source]: graded spikes [time, sample, target]. Silent entries cost nothing.</summary>
public sealed class SynapseProduct : TapeOperation
{
    private readonly EventList _events = new();
    private AlignedBuffer _weightsBySource;
    private AlignedBuffer _weightsByTarget;
    private Tensor _spikes = null!;
    private Tensor _graded = null!;
    private Parameter _weight = null!;
    private bool _differentiateSpikes;

    /// <summary>Records the product.</summary>
    /// <param name="tape">Where it is recorded.</param>
    /// <param name="spikes">[time, sample, source]; any values, though meant for 0 and 1.</param>
    /// <param name="weight">[target, source].</param>
    /// <param name="differentiateSpikes">False where the spikes are inputs and need no gradient.</param>
    public static Tensor Apply(Tape tape, Tensor spikes, Parameter weight, bool differentiateSpikes = true)
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
        (operation._spikes, operation._weight, operation._differentiateSpikes) = (spikes, weight, differentiateSpikes);
        operation._graded = tape.Allocate(spikes.TimeSteps, spikes.Samples, weight.Shape[0]);
        operation.Forward();
        return operation._graded;
    }

    private SynapseShape Shape => new(_spikes.TimeSteps * _spikes.Samples, _weight.Shape[1], _weight.Shape[0]);

    private void Forward()
    {
        var shape = Shape;
        _events.Collect(_spikes.Values, shape.Rows, shape.SourceStride);
        var weights = _weightsBySource.Span(shape.Sources * shape.TargetStride);
        MatrixLayout.Transpose(_weight.Values, shape.Targets, shape.Sources, weights);
        SynapseKernel.Forward(shape, _events, weights, _graded.Values);
    }

    internal override void Backward(GradientBuffer gradients)
    {
        if (!_graded.HasGradient)
        {
            return;
        }

        var shape = Shape;
        if (_differentiateSpikes)
        {
            var weights = _weightsByTarget.Span(shape.Targets * shape.SourceStride);
            MatrixLayout.Pad(_weight.Values, shape.Targets, shape.Sources, weights);
            var spikeGradient = _spikes.OpenGradient(out var accumulate);
            SynapseKernel.BackwardSpikes(shape, _graded.Gradient, weights, spikeGradient, accumulate);
        }

        if (gradients.Find(_weight) is { } target)
        {
            // The transposed weights of the forward pass have served: their memory takes the gradient.
            var sums = _weightsBySource.Span(shape.Sources * shape.TargetStride);
            SynapseKernel.BackwardWeights(shape, _events, _graded.Gradient, sums);
            MatrixLayout.AddTransposed(sums, shape.Targets, shape.Sources, target);
        }
    }
}
