namespace Bss2.Trainer.Numerics;

/// <summary>A layer of current-based leaky integrators over all time steps. Equations: <see cref="CubaLiReference"/>.</summary>
public sealed class CubaLi : TapeOperation
{
    private AlignedBuffer _state;
    private NeuronConstants<float> _constants = null!;
    private LifShape _shape;
    private Tensor _input = null!;
    private Outputs _outputs;

    /// <summary>What a layer yields, each [time, sample, neuron].</summary>
    /// <param name="Membrane">Model units.</param>
    /// <param name="Current">Synaptic current after the row's input.</param>
    public readonly record struct Outputs(Tensor Membrane, Tensor Current);

    /// <summary>Records the layer. Arguments as of <see cref="CubaLif.Apply"/>; thresholds and resets of <paramref name="constants"/> are not used.</summary>
    public static Outputs Apply(Tape tape, Tensor input, NeuronConstants<float> constants, Tensor? measuredMembrane = null)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(constants);
        MeasuredShape.Check(input, constants, measuredMembrane, null);
        var operation = tape.Record<CubaLi>();
        (operation._constants, operation._input) = (constants, input);
        operation._shape = new LifShape(input.TimeSteps, input.Samples, measuredMembrane is not null);
        operation._outputs = new Outputs(
            measuredMembrane ?? tape.Allocate(input.TimeSteps, input.Samples, input.Neurons),
            tape.Allocate(input.TimeSteps, input.Samples, input.Neurons));
        if (measuredMembrane is null)
        {
            operation.FillValues();
        }
        else
        {
            operation._outputs.Current.DeferValues(operation);
        }

        return operation._outputs;
    }

    internal override void FillValues()
    {
        _outputs.Current.SettleValues();
        CubaLiKernel.Forward(_constants, _shape, _input.Values, _outputs.Membrane.Values, _outputs.Current.Values);
    }

    internal override void Backward(GradientBuffer gradients)
    {
        var (membrane, current) = _outputs;
        if (!membrane.HasGradient && !current.HasGradient)
        {
            return;
        }

        var state = _state.Span(2 * _shape.Samples * _constants.Stride);
        var inputGradient = _input.OpenGradient(out var accumulate);
        CubaLiKernel.Backward(
            _constants, _shape, membrane.HasGradient ? membrane.Gradient : default, current.HasGradient ? current.Gradient : default, state, inputGradient, accumulate);
    }
}
