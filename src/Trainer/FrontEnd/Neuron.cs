using Bss2.Messages.Experiment;
using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.FrontEnd;

/// <summary>
/// A layer of leaky integrate-and-fire neurons: on the model side <see cref="CubaLif"/>, on the chip LIF circuits. Measured spikes and traces take the
/// place of the integrated ones in the forward pass; gradients flow as if integrated, with the surrogate evaluated at the measured membrane.
/// </summary>
public class Neuron : NeuronLayer
{
    private readonly NeuronHandle _handle;

    public Neuron(int size, Experiment experiment, string? name = null)
        : this(size, experiment, name, "neuron")
    {
    }

    private protected Neuron(int size, Experiment experiment, string? name, string kind)
        : base(size, experiment, name, kind) => _handle = new NeuronHandle(this, size);

    /// <summary>Potential after a spike: model units; chip: CADC LSB.</summary>
    public HXParameter Reset { get; init; } = 80;

    /// <summary>Spike threshold, to be exceeded strictly: model units; chip: CADC LSB.</summary>
    public HXParameter Threshold { get; init; } = 125;

    /// <summary>Steepness of the SuperSpike surrogate.</summary>
    public double Alpha { get; init; } = 50;

    /// <summary>Refractory time of the numerics in seconds; 0 as in hxtorch of early 2025. The chip has its own (<see cref="NeuronLayer.Calibration"/>).</summary>
    public double ModelRefractoryTime { get; init; }

    /// <summary>Whether spikes are recorded on the chip. Without it they are always those of the numerics.</summary>
    public bool EnableSpikeRecording { get; init; } = true;

    private protected virtual bool Leaky => true;

    private protected sealed override PopulationKind Kind => PopulationKind.LeakyIntegrateAndFire;

    private protected sealed override bool RecordsSpikes => EnableSpikeRecording;

    private protected sealed override CubaParameters Parameters =>
        new(TauMem.ToModelArray(), TauSyn.ToModelArray(), Leak.ToModelArray(), Threshold.ToModelArray(), Reset.ToModelArray(), Alpha, Leaky);

    /// <summary>Connects synapses onto the layer. Further calls add synapses and return the same handle.</summary>
    public NeuronHandle Forward(params ReadOnlySpan<SynapseHandle> inputs)
    {
        ConnectInputs(inputs);
        return _handle;
    }

    private protected sealed override CircuitTargets HardwareTargets() => new(
        Leak.HardwareValue, Reset.HardwareValue, Threshold.HardwareValue,
        TauMem.HardwareValue * 1e6, TauSyn.HardwareValue * 1e6, TauSyn.HardwareValue * 1e6);

    private protected override void CheckOwn(List<string> faults)
    {
        CheckParameter(faults, Reset, nameof(Reset), double.NegativeInfinity);
        CheckParameter(faults, Threshold, nameof(Threshold), double.NegativeInfinity);
        if (!(Alpha > 0) || !double.IsFinite(Alpha) || !(ModelRefractoryTime >= 0) || !double.IsFinite(ModelRefractoryTime))
        {
            faults.Add(FormattableString.Invariant($"'{Name}' has alpha {Alpha} and a refractory time of {ModelRefractoryTime} s; they must be finite, above 0 and not negative."));
        }
    }

    internal sealed override void Run(ForwardPass pass)
    {
        var membrane = MeasuredMembrane(pass);
        var spikes = EnableSpikeRecording ? pass.MeasuredSpikes(this) : null;
        var outputs = CubaLif.Apply(pass.Tape, GradedInput(pass), Constants, membrane, spikes, ModelRefractoryTime / Experiment.Dt);
        pass.Fill(_handle.Spikes, outputs.Spikes);
        pass.Fill(_handle.MembraneCadc, outputs.Membrane);
        pass.Fill(_handle.Current, outputs.Current);
    }
}
