using Bss2.Messages.Experiment;
using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.FrontEnd;

/// <summary>
/// What all layers of circuits share: parameters, recording and how a recording becomes a trace in model units. Several synapses may lead to a
/// layer; their graded spikes are added in order of connection. Defaults are those of hxtorch.
/// </summary>
public abstract partial class NeuronLayer : Population
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

    /// <summary>Synaptic time constant of excitation and inhibition alike, seconds.</summary>
    public HXParameter TauSyn { get; init; } = 10e-6;

    /// <summary>Bias of the synaptic inputs' amplifiers, code of a current cell; the chip alone.</summary>
    public HXParameter ISyninGm { get; init; } = 500;

    /// <summary>Bias of the synapses' converters, code of a current cell; the chip alone, and the same in all layers of a chip.</summary>
    public HXParameter SynapseDacBias { get; init; } = 600;

    /// <summary>Model: farad per area unit, without effect in this generation of the numerics. Chip: code 0..63 of the membrane capacitor.</summary>
    public HXParameter MembraneCapacitance { get; init; } = new MixedHXModelParameter(10e-6, 63);

    /// <summary>Whether the column ADC records this layer. Without it the membrane is always that of the numerics.</summary>
    public bool EnableCadcRecording { get; init; } = true;

    /// <summary>
    /// Where the column ADC's samples are kept: false for the SRAM (2 us a sample, 100 of them), true for the DRAM (6 us, 204,800). The same for all recorded
    /// layers of a chip.
    /// </summary>
    public bool EnableCadcRecordingPlacementInDram { get; init; }

    /// <summary>Whether the membrane ADC records the neuron <see cref="RecordNeuronId"/>. A chip has two inputs for all its layers.</summary>
    public bool EnableMadcRecording { get; init; }

    /// <summary>Logical neuron that the membrane ADC records.</summary>
    public int? RecordNeuronId { get; init; }

    /// <summary>Factor from CADC LSB to model units.</summary>
    public PerNeuron TraceScale { get; init; } = 1;

    /// <summary>Baseline that is subtracted, as a code of the recording (−128..127; a leak of 80 LSB reads −48); not used with <see cref="ShiftCadcToFirst"/>.</summary>
    public PerNeuron TraceOffset { get; init; } = 0;

    /// <summary>Rows that a measured trace is moved towards earlier times; negative: later.</summary>
    public int CadcTimeShift { get; init; }

    /// <summary>Subtract the trace's first row (after the time shift), for each sample and neuron.</summary>
    public bool ShiftCadcToFirst { get; init; }

    /// <summary>How measured traces are brought to the time grid.</summary>
    public CadcInterpolation Interpolation { get; init; } = CadcInterpolation.Linear;

    /// <summary>
    /// A constant current onto the membranes of the chip, code −1022..1022 of a current cell, 0 for none: a stimulus of measurements, added to a loaded
    /// calibration, too. The numerics have none.
    /// </summary>
    public int ConstantCurrent { get; init; }

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

    /// <summary>[neuron], what the circuits are calibrated to: the loaded calibration, or the parameters' hardware values. <see cref="CadcScale"/> gives millivolts.</summary>
    /// <exception cref="InvalidOperationException">The chip does not permit the hardware values; holds all faults of the layer.</exception>
    public IReadOnlyList<CircuitTargets> Targets
    {
        get
        {
            var faults = new List<string>();
            CheckHardware(faults);
            return faults.Count == 0
                ? [.. Enumerable.Range(0, Size).Select(TargetsOf)]
                : throw new InvalidOperationException(string.Join(Environment.NewLine, faults));
        }
    }

    private protected abstract PopulationKind Kind { get; }

    private protected abstract bool RecordsSpikes { get; }

    private protected abstract CubaParameters Parameters { get; }

    /// <summary>The parameters that the chip has, with the fields that they set.</summary>
    private protected virtual IEnumerable<LayerParameter> HardwareParameters =>
    [
        new(nameof(Leak), Leak, CircuitField.Leak),
        new(nameof(TauMem), TauMem, CircuitField.TauMem),
        new(nameof(TauSyn), TauSyn, CircuitField.TauSynExcitatory, CircuitField.TauSynInhibitory),
        new(nameof(ISyninGm), ISyninGm, CircuitField.SynapticInputGm),
        new(nameof(SynapseDacBias), SynapseDacBias, CircuitField.SynapseDacBias),
        new(nameof(MembraneCapacitance), MembraneCapacitance, CircuitField.MembraneCapacitance),
    ];

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

    /// <summary>The calibration that stands in place of the hardware values, if any.</summary>
    internal CircuitTargets? Loaded => Experiment.Calibration ?? Calibration;

    private CircuitTargets TargetsOf(int neuron)
    {
        var targets = Loaded ?? LayerTargets.Of(HardwareParameters, neuron);
        return ConstantCurrent == 0 ? targets : targets with { ConstantCurrent = ConstantCurrent };
    }

    internal override PopulationSpec Spec()
    {
        var perNeuron = Loaded is null && HardwareParameters.Any(p => p.Value.HardwareValue.Count > 1);
        return new PopulationSpec(
            Name, Kind, Size,
            perNeuron ? null : TargetsOf(0),
            RecordsSpikes, EnableCadcRecording, PlacementConstraint, Chip,
            EnableMadcRecording ? [RecordNeuronId!.Value] : null,
            perNeuron ? [.. Enumerable.Range(0, Size).Select(TargetsOf)] : null,
            EnableCadcRecordingPlacementInDram ? CadcPlacement.Dram : CadcPlacement.Sram);
    }
}
