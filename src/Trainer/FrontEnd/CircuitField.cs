using Bss2.Messages.Experiment;

namespace Bss2.Trainer.FrontEnd;

/// <summary>
/// One field of <see cref="CircuitTargets"/> with what the chip permits (calix neuron_calib_target.h and spiking/neuron.py), for parameters of layers and
/// for calibration files.
/// </summary>
/// <param name="Name">Name in calibration files.</param>
/// <param name="Low">Smallest permitted value.</param>
/// <param name="High">Largest permitted value.</param>
/// <param name="Unit">Unit of the field.</param>
/// <param name="PerParameterUnit">Field units in a unit of the layers' parameters, which are SI for times.</param>
/// <param name="IsWhole">A code: whole numbers alone.</param>
/// <param name="Get">Reads the field.</param>
/// <param name="With">A copy with another value.</param>
internal sealed record CircuitField(
    string Name, double Low, double High, string Unit, double PerParameterUnit, bool IsWhole,
    Func<CircuitTargets, double> Get, Func<CircuitTargets, double, CircuitTargets> With)
{
    /// <summary>Decimals of a field: nanoseconds in microseconds have three, so what conversion from seconds adds goes.</summary>
    private const int Decimals = 9;

    public static CircuitField Leak { get; } = Potential("leakLsb", 160, t => t.LeakLsb, (t, v) => t with { LeakLsb = v });

    public static CircuitField Reset { get; } = Potential("resetLsb", 160, t => t.ResetLsb, (t, v) => t with { ResetLsb = v });

    public static CircuitField Threshold { get; } = Potential("thresholdLsb", 220, t => t.ThresholdLsb, (t, v) => t with { ThresholdLsb = v });

    public static CircuitField TauMem { get; } = Time(
        "membraneTimeConstantMicroseconds", 0.5, 60, t => t.MembraneTimeConstantMicroseconds, (t, v) => t with { MembraneTimeConstantMicroseconds = v });

    public static CircuitField TauSynExcitatory { get; } = Time(
        "excitatoryTimeConstantMicroseconds", 0.3, 30, t => t.ExcitatoryTimeConstantMicroseconds, (t, v) => t with { ExcitatoryTimeConstantMicroseconds = v });

    public static CircuitField TauSynInhibitory { get; } = Time(
        "inhibitoryTimeConstantMicroseconds", 0.3, 30, t => t.InhibitoryTimeConstantMicroseconds, (t, v) => t with { InhibitoryTimeConstantMicroseconds = v });

    public static CircuitField Refractory { get; } = Time("refractoryMicroseconds", 0.04, 32, t => t.RefractoryMicroseconds, (t, v) => t with { RefractoryMicroseconds = v });

    public static CircuitField Holdoff { get; } = Time("holdoffMicroseconds", 0, 4, t => t.HoldoffMicroseconds, (t, v) => t with { HoldoffMicroseconds = v });

    public static CircuitField SynapticInputGm { get; } = Code("synapticInputGm", 30, 800, t => t.SynapticInputGm, (t, v) => t with { SynapticInputGm = (int)v });

    public static CircuitField SynapseDacBias { get; } = Code("synapseDacBias", 30, 1022, t => t.SynapseDacBias, (t, v) => t with { SynapseDacBias = (int)v });

    public static CircuitField MembraneCapacitance { get; } = Code("membraneCapacitance", 0, 63, t => t.MembraneCapacitance, (t, v) => t with { MembraneCapacitance = (int)v });

    /// <summary>In the order of calibration files.</summary>
    public static IReadOnlyList<CircuitField> All { get; } =
    [
        Leak, Reset, Threshold, TauMem, TauSynExcitatory, TauSynInhibitory, Refractory, Holdoff, SynapticInputGm, SynapseDacBias, MembraneCapacitance,
    ];

    /// <summary>A layer's parameter in the unit of the field.</summary>
    public double FromParameter(double value) => Math.Round(value * PerParameterUnit, Decimals);

    /// <summary>Whether the chip can be calibrated to a value.</summary>
    public bool Permits(double value) => value >= Low && value <= High && (!IsWhole || value == Math.Floor(value));

    /// <summary>For messages, e.g. <c>0.5..60 us</c>.</summary>
    public string Permitted => FormattableString.Invariant($"{(IsWhole ? "whole numbers " : "")}{Low}..{High}{Unit}");

    private static CircuitField Potential(string name, double high, Func<CircuitTargets, double> get, Func<CircuitTargets, double, CircuitTargets> with) =>
        new(name, 50, high, " LSB", 1, false, get, with);

    private static CircuitField Time(string name, double low, double high, Func<CircuitTargets, double> get, Func<CircuitTargets, double, CircuitTargets> with) =>
        new(name, low, high, " us", 1e6, false, get, with);

    private static CircuitField Code(string name, double low, double high, Func<CircuitTargets, double> get, Func<CircuitTargets, double, CircuitTargets> with) =>
        new(name, low, high, "", 1, true, get, with);
}
