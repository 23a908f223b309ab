using Bss2.Messages.Experiment;
using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.FrontEnd;

/// <summary>
/// What all layers of circuits share: parameters, recording and how a recording becomes a trace in model units. Several synapses may lead to a
/// layer; their graded spikes are added in order of connection. Defaults are those of hxtorch.
/// </summary>
public abstract class NeuronLayer : Population
{
    private readonly List<SynapseHandle> _inputs = [];
    private NeuronConstants<float>? _constants;
    private CadcProcessing? _processing;

    private protected NeuronLayer(int size, Experiment experiment, string? name, string kind)
        : base(size, experiment, name, kind)
    {
    }

    /// <summary>Resting potential: model units; chip: CADC LSB.</summary>
    public HXParameter Leak { get; init; } = 80;

    /// <summary>Membrane time constant, seconds.</summary>
    public HXParameter TauMem { get; init; } = 10e-6;

    /// <summary>Synaptic time constant, seconds.</summary>
    public HXParameter TauSyn { get; init; } = 10e-6;

    /// <summary>Whether the column ADC records this layer. Without it the membrane is always that of the numerics.</summary>
    public bool EnableCadcRecording { get; init; } = true;

    /// <summary>Factor from CADC LSB to model units: one for all neurons, or one for each.</summary>
    public double[] TraceScale { get; init; } = [1];

    /// <summary>Baseline in CADC LSB (−128..127) that is subtracted; not used with <see cref="ShiftCadcToFirst"/>.</summary>
    public double TraceOffset { get; init; }

    /// <summary>Rows that a measured trace is moved towards earlier times; negative: later.</summary>
    public int CadcTimeShift { get; init; }

    /// <summary>Subtract the trace's first row (after the time shift), for each sample and neuron.</summary>
    public bool ShiftCadcToFirst { get; init; }

    /// <summary>How measured traces are brought to the time grid.</summary>
    public CadcInterpolation Interpolation { get; init; } = CadcInterpolation.Linear;

    /// <summary>Atomic circuits 0..511 (row 0 columns 0..255, then row 1), one for each neuron, or null for first fit.</summary>
    public int[]? PlacementConstraint { get; init; }

    /// <summary>
    /// Name of the rack's chip that holds the layer, or null for the rack's first: what hxtorch has as the chip coordinate of a module. Inputs are on all chips that
    /// they project to, synapses on that of their target; spikes go between chips feed-forward only, with the delay and jitter of their link.
    /// </summary>
    public string? Chip { get; init; }

    /// <summary>
    /// A ready calibration (what loading a calibration file is in hxtorch): it takes the place of the parameters' hardware values. Null: the hardware
    /// values, and defaults for what has no parameter here.
    /// </summary>
    public CircuitTargets? Calibration { get; init; }

    private protected abstract PopulationKind Kind { get; }

    private protected abstract bool RecordsSpikes { get; }

    private protected abstract CubaParameters Parameters { get; }

    private protected abstract CircuitTargets HardwareTargets();

    private protected NeuronConstants<float> Constants => _constants ??= new NeuronConstants<float>(Parameters, Size, Experiment.Dt);

    private protected void ConnectInputs(ReadOnlySpan<SynapseHandle> inputs)
    {
        if (inputs.IsEmpty)
        {
            throw new ArgumentException($"'{Name}' needs at least one synapse.", nameof(inputs));
        }

        foreach (var input in inputs)
        {
            if (input.Source.Target is { } other)
            {
                throw new InvalidOperationException($"Synapse '{input.Source.Name}' already leads to '{other.Name}'; a projection has one target: declare a second Synapse for '{Name}'.");
            }

            Connect(input.Source);
            input.Source.Target = this;
            _inputs.Add(input);
        }
    }

    /// <summary>The sum of all inputs' graded spikes.</summary>
    private protected Tensor GradedInput(ForwardPass pass)
    {
        var sum = pass[_inputs[0].GradedSpikes];
        for (var k = 1; k < _inputs.Count; k++)
        {
            sum = Addition.Apply(pass.Tape, sum, pass[_inputs[k].GradedSpikes]);
        }

        return sum;
    }

    /// <summary>The measured trace of the pass's samples in model units, or null without recordings.</summary>
    private protected Tensor? MeasuredMembrane(ForwardPass pass) => EnableCadcRecording ? pass.MeasuredMembrane(this, _processing!) : null;

    internal override PopulationSpec Spec() =>
        new(Name, Kind, Size, Calibration ?? HardwareTargets(), RecordsSpikes, EnableCadcRecording, PlacementConstraint, Chip);

    internal override void Check(List<string> faults)
    {
        if (_inputs.Count == 0)
        {
            faults.Add($"Layer '{Name}' has no input; call Forward with the handle of a synapse.");
        }

        if (PlacementConstraint is { } circuits && (circuits.Length != Size || circuits.Any(c => c is < 0 or > 511) || circuits.Distinct().Count() != circuits.Length))
        {
            faults.Add($"Placement constraint [{string.Join(", ", circuits)}] of '{Name}' must name {Size} different circuits of 0..511.");
        }

        if (Chip is not null && string.IsNullOrWhiteSpace(Chip))
        {
            faults.Add($"The chip of layer '{Name}' has a blank name; name a chip of the rack, or leave it null for the first.");
        }

        if (TraceScale.Length != 1 && TraceScale.Length != Size)
        {
            faults.Add($"Layer '{Name}' has {TraceScale.Length} trace scales for {Size} neurons; give 1 for all or {Size}.");
        }

        CheckParameter(faults, Leak, nameof(Leak), double.NegativeInfinity);
        CheckParameter(faults, TauMem, nameof(TauMem), 0);
        CheckParameter(faults, TauSyn, nameof(TauSyn), 0);
        CheckOwn(faults);
        if (faults.Count == 0)
        {
            _ = Constants;
            _processing = new CadcProcessing(Size, CadcTimeShift, ShiftCadcToFirst, TraceOffset, TraceScale, Interpolation);
        }
    }

    private protected virtual void CheckOwn(List<string> faults)
    {
    }

    private protected void CheckParameter(List<string> faults, HXParameter parameter, string what, double above)
    {
        var values = parameter.ModelValues;
        if (values.Count != 1 && values.Count != Size)
        {
            faults.Add($"{what} of '{Name}' has {values.Count} model values for {Size} neurons; give 1 for all or {Size}.");
        }

        foreach (var value in values.Append(parameter.HardwareValue).Where(v => !(v > above) || !double.IsFinite(v)).Distinct())
        {
            faults.Add(FormattableString.Invariant($"{what} of '{Name}' is {value}; it must be a finite number{(above == 0 ? " above 0" : "")}."));
        }
    }
}
