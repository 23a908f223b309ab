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

    /// <summary>Time after a spike without another one, seconds. The numerics have none unless <see cref="RefractoryInModel"/> is set.</summary>
    public HXParameter RefractoryTime { get; init; } = 1e-6;

    /// <summary>End part of the refractory time in which the chip no longer holds the membrane at reset, seconds; the chip alone.</summary>
    public HXParameter HoldoffTime { get; init; } = 0;

    /// <summary>
    /// Whether the numerics hold the membrane for the model value of <see cref="RefractoryTime"/> after a spike. Neurons of hxtorch of early 2025 do not, even
    /// though the chip does.
    /// </summary>
    public bool RefractoryInModel { get; init; }

    /// <summary>Whether spikes are recorded on the chip. Without it they are always those of the numerics.</summary>
    public bool EnableSpikeRecording { get; init; } = true;

    private protected virtual bool Leaky => true;

    private protected sealed override PopulationKind Kind => PopulationKind.LeakyIntegrateAndFire;

    private protected sealed override bool RecordsSpikes => EnableSpikeRecording;

    private protected sealed override CubaParameters Parameters =>
        new(
            TauMem.ModelValue.ToArray(), TauSyn.ModelValue.ToArray(), Leak.ModelValue.ToArray(),
            Threshold.ModelValue.ToArray(), Reset.ModelValue.ToArray(), Alpha, Leaky);

    /// <summary>Connects synapses onto the layer. Further calls add synapses and return the same handle.</summary>
    public NeuronHandle Forward(params ReadOnlySpan<SynapseHandle> inputs)
    {
        ConnectInputs(inputs);
        return _handle;
    }

    private protected sealed override IEnumerable<LayerParameter> HardwareParameters =>
    [
        .. base.HardwareParameters,
        new(nameof(Reset), Reset, CircuitField.Reset),
        new(nameof(Threshold), Threshold, CircuitField.Threshold),
        new(nameof(RefractoryTime), RefractoryTime, CircuitField.Refractory),
        new(nameof(HoldoffTime), HoldoffTime, CircuitField.Holdoff),
    ];

    internal sealed override void CheckHardware(List<string> faults)
    {
        base.CheckHardware(faults);
        if (Experiment.Calibration is null && Calibration is null)
        {
            LayerTargets.CheckHoldoff(Name, Size, HoldoffTime, RefractoryTime, faults);
        }

        if (!Leaky)
        {
            faults.Add($"'{Name}': a chip population without leak cannot be asked for; use Neuron, or the model backend.");
        }
    }

    private protected override void CheckOwn(List<string> faults)
    {
        CheckParameter(faults, Reset, nameof(Reset), double.NegativeInfinity);
        CheckParameter(faults, Threshold, nameof(Threshold), double.NegativeInfinity);
        if (!(Alpha > 0) || !double.IsFinite(Alpha))
        {
            faults.Add(FormattableString.Invariant($"'{Name}' has alpha {Alpha}; it must be a finite number above 0."));
        }

        var refractory = RefractoryTime.ModelValue;
        if (RefractoryInModel && (refractory.Count != 1 || !(refractory[0] >= 0) || !double.IsFinite(refractory[0])))
        {
            faults.Add(FormattableString.Invariant($"'{Name}' has {refractory.Count} model values of RefractoryTime, the first {refractory[0]} s; the numerics hold all neurons of a layer for one time, finite and not negative."));
        }
    }

    internal sealed override void Run(ForwardPass pass)
    {
        var membrane = MeasuredMembrane(pass);
        var spikes = EnableSpikeRecording ? pass.MeasuredSpikes(this) : null;
        var outputs = CubaLif.Apply(pass.Tape, GradedInput(pass), Constants, membrane, spikes, RefractoryInModel ? RefractoryTime.ModelValue[0] / Experiment.Dt : 0);
        pass.Fill(_handle.Spikes, outputs.Spikes);
        pass.Fill(_handle.MembraneCadc, outputs.Membrane);
        pass.Fill(_handle.Current, outputs.Current);
    }
}
