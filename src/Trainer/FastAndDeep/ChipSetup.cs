using Bss2.Messages.Experiment;
using static System.FormattableString;

namespace Bss2.Trainer.FastAndDeep;

/// <summary>
/// Named settings of a chip for spike-time networks: calibration, time scale, and the neuron constants that stand for it in the gradients. The counterpart of the public
/// reference's <c>hx_settings.yaml</c>, which has one entry for each set-up.
/// </summary>
/// <param name="Name">What is typed.</param>
/// <param name="Targets">What all circuits are calibrated to.</param>
/// <param name="DriveLsb">
/// J τ_m: what a weight of 1 charges onto the membrane, CADC LSB; a lone postsynaptic potential is 1/e of it. From the circuit equation; ten emulated chips, measured, lie within 5 % of it on average, see <c>docs/fast-and-deep.md</c>.
/// </param>
public sealed record ChipSetup(string Name, CircuitTargets Targets, double DriveLsb)
{
    /// <summary>Largest integer weight.</summary>
    public const int LargestInteger = 63;

    /// <summary>Facts of the public reference: leak and reset 80, threshold 150, 6/6 us, gm 700, capacitance 63, DAC bias 800, refractory time 16 us.</summary>
    public static ChipSetup Tutorial { get; } = new(
        "tutorial",
        new CircuitTargets(
            ThresholdLsb: 150,
            MembraneTimeConstantMicroseconds: 6,
            ExcitatoryTimeConstantMicroseconds: 6,
            InhibitoryTimeConstantMicroseconds: 6,
            RefractoryMicroseconds: 16,
            SynapticInputGm: 700,
            SynapseDacBias: 800),
        DriveLsb: 1.070);

    /// <summary>The nightly calibration of surrogate gradients, with the long refractory time: gm 500, DAC bias 1000.</summary>
    public static ChipSetup Nightly { get; } = new("spiking2", CircuitTargets.Spiking2 with { RefractoryMicroseconds = 16 }, DriveLsb: 1.040);

    /// <summary>All that there are.</summary>
    public static IReadOnlyList<ChipSetup> Known { get; } = [Tutorial, Nightly];

    /// <summary>Microseconds of hardware time in a unit of model time, which is the synaptic time constant.</summary>
    public double MicrosecondsPerUnit => Targets.ExcitatoryTimeConstantMicroseconds;

    /// <summary>Finds a set-up.</summary>
    /// <exception cref="ArgumentException">There is none of this name; the message lists those that there are.</exception>
    public static ChipSetup Find(string name) =>
        Known.FirstOrDefault(s => s.Name == name)
        ?? throw new ArgumentException($"There is no chip set-up '{name}'; known are {string.Join(", ", Known.Select(s => s.Name))}.", nameof(name));

    /// <summary>
    /// Integer weight of a model weight of 1: both membranes then reach their thresholds together, (θ − E_l)[LSB] = DriveLsb · w_chip · κ(t) where c = w κ(t), with the
    /// model's c = (threshold − leak) g_leak.
    /// </summary>
    public double WeightScale(double modelThreshold) => (Targets.ThresholdLsb - Targets.LeakLsb) / (DriveLsb * modelThreshold);

    /// <summary>One line for people.</summary>
    public override string ToString() => Invariant(
        $"{Name}: leak {Targets.LeakLsb}, reset {Targets.ResetLsb}, threshold {Targets.ThresholdLsb} LSB, tau {Targets.MembraneTimeConstantMicroseconds}/{Targets.ExcitatoryTimeConstantMicroseconds} us, refractory {Targets.RefractoryMicroseconds} us, gm {Targets.SynapticInputGm}, capacitance {Targets.MembraneCapacitance}, DAC bias {Targets.SynapseDacBias}, {MicrosecondsPerUnit} us a model unit, {DriveLsb} LSB a weight");
}
