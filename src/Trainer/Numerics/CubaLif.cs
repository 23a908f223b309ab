namespace Bss2.Trainer.Numerics;

/// <summary>A layer of current-based leaky integrate-and-fire neurons (or integrators without leak) over all time steps. Equations: <see cref="CubaLifReference"/>.
/// Where spikes alone matter, membrane and current are worked out only if they are read.</summary>
public sealed class CubaLif : TapeOperation
{
    private readonly EventList _spikes = new();
    private AlignedBuffer _scratch;
    private AlignedBuffer _distance;
    private AlignedBuffer _clamped;
    private NeuronConstants<float> _constants = null!;
    private LifShape _shape;
    private Tensor _input = null!;
    private Outputs _outputs;

    /// <summary>What a layer yields, each [time, sample, neuron].</summary>
    /// <param name="Spikes">0 or 1.</param>
    /// <param name="Membrane">Membrane after reset, model units.</param>
    /// <param name="Current">Synaptic current after the row's input.</param>
    public readonly record struct Outputs(Tensor Spikes, Tensor Membrane, Tensor Current);

    /// <summary>Records the layer.</summary>
    /// <param name="tape">Where it is recorded.</param>
    /// <param name="input">Graded spikes [time, sample, neuron].</param>
    /// <param name="constants">Parameters of its neurons.</param>
    /// <param name="measuredMembrane">Measured trace from the same tape, or null. It becomes the membrane output and takes the gradient.</param>
    /// <param name="measuredSpikes">Measured spikes (0 or 1) from the same tape, or null. They become the spike output and take the gradient.</param>
    /// <param name="refractorySteps">Refractory time over time step; 0 for none.</param>
    public static Outputs Apply(
        Tape tape, Tensor input, NeuronConstants<float> constants, Tensor? measuredMembrane = null, Tensor? measuredSpikes = null, double refractorySteps = 0)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(constants);
        ArgumentOutOfRangeException.ThrowIfNegative(refractorySteps);
        MeasuredShape.Check(input, constants, measuredMembrane, measuredSpikes);
        var operation = tape.Record<CubaLif>();
        (operation._constants, operation._input) = (constants, input);
        operation._shape = new LifShape(input.TimeSteps, input.Samples, measuredMembrane is not null, measuredSpikes is not null, refractorySteps);
        operation._outputs = new Outputs(
            measuredSpikes ?? tape.Allocate(input.TimeSteps, input.Samples, input.Neurons),
            measuredMembrane ?? tape.Allocate(input.TimeSteps, input.Samples, input.Neurons),
            tape.Allocate(input.TimeSteps, input.Samples, input.Neurons));
        operation.Forward();
        return operation._outputs;
    }

    /// <summary>Whether the layer may go from events to events: nothing of it is measured, or all of it.</summary>
    private bool OnEvents => _shape.RefractorySteps == 0 && _shape.MembraneMeasured == _shape.SpikesMeasured;

    private void Forward()
    {
        if (!OnEvents)
        {
            FillValues();
            return;
        }

        _outputs.Spikes.Source = this;
        _outputs.Current.DeferValues(this);
        if (_shape.SpikesMeasured)
        {
            return;
        }

        var product = _input.Source as SynapseProduct;
        CubaLifEventKernel.Forward(
            _constants, _shape, product, product is null ? _input.Values : default, Scratch(), _distance.Span(_input.Length), _spikes);
        _outputs.Spikes.Events = _spikes;
        _outputs.Spikes.DeferValues(this);
        _outputs.Membrane.DeferValues(this);
    }

    internal override void FillValues()
    {
        if (!_shape.SpikesMeasured)
        {
            _outputs.Spikes.SettleValues();
        }

        if (!_shape.MembraneMeasured)
        {
            _outputs.Membrane.SettleValues();
        }

        _outputs.Current.SettleValues();
        var spikes = _outputs.Spikes.Values;
        var membrane = _outputs.Membrane.Values;
        var current = _outputs.Current.Values;
        if (_shape.RefractorySteps > 0)
        {
            CubaLifReference.Forward(_constants, _shape, _input.Values, spikes, membrane, current, _clamped.Span(_input.Length));
            return;
        }

        CubaLifKernel.Forward(_constants, _shape, _input.Values, spikes, membrane, current);
    }

    private Span<float> Scratch() => _scratch.Span(CubaLifEventKernel.ScratchLength(_shape.Samples, _constants.Stride));

    internal override void Backward(GradientBuffer gradients)
    {
        var (spikes, membrane, current) = _outputs;
        if (OnEvents && spikes.HasGradient && !membrane.HasGradient && !current.HasGradient)
        {
            BackwardOnEvents(gradients);
        }
        else if (spikes.HasGradient || membrane.HasGradient || current.HasGradient)
        {
            BackwardDense();
        }
    }

    private void BackwardOnEvents(GradientBuffer gradients)
    {
        var (spikes, membrane, _) = _outputs;
        var values = _shape.MembraneMeasured ? membrane.Values : _distance.Span(_input.Length);
        var onSpikes = spikes.DeferredGradient is SynapseProduct next ? new SpikeGradient(next) : new SpikeGradient(spikes.Gradient);
        if (_input.Source is SynapseProduct { EndsHere: true } product && !_input.HasGradient)
        {
            // Nobody but the weights wants the gradient of the input.
            var sums = gradients.BySource(product.Weight);
            if (!sums.IsEmpty)
            {
                CubaLifEventKernel.Backward(_constants, _shape, values, onSpikes, Scratch(), new InputGradient(product.Events, sums));
            }

            return;
        }

        var inputGradient = _input.OpenGradient(out var accumulate);
        CubaLifEventKernel.Backward(_constants, _shape, values, onSpikes, Scratch(), new InputGradient(inputGradient, accumulate));
    }

    private void BackwardDense()
    {
        var (spikes, membrane, current) = _outputs;
        var outputGradients = new LifGradients<float>(
            spikes.HasGradient ? spikes.Gradient : default, membrane.HasGradient ? membrane.Gradient : default, current.HasGradient ? current.Gradient : default);
        var inputGradient = _input.OpenGradient(out var accumulate);
        if (_shape.RefractorySteps > 0)
        {
            CubaLifReference.Backward(
                _constants, _shape, outputGradients, spikes.Values, membrane.Values, current.Values, _clamped.Span(_input.Length), inputGradient, accumulate);
            return;
        }

        CubaLifKernel.Backward(_constants, _shape, outputGradients, spikes.Values, membrane.Values, current.Values, Scratch(), inputGradient, accumulate);
    }
}
