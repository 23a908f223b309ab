namespace Bss2.Messages.Experiment;

/// <summary>What the circuits of a population are calibrated to.</summary>
/// <remarks>
/// Ranges and defaults are those of the vendor's calibration (calix neuron_calib_target.h and .cpp), except that reset is at 80 LSB and the refractory
/// time 1 us, as hxtorch's LIF neurons have them (hxtorch neuron.py).
/// </remarks>
/// <param name="LeakLsb">Resting potential, CADC LSB, 50..160.</param>
/// <param name="ResetLsb">Reset potential, CADC LSB, 50..160.</param>
/// <param name="ThresholdLsb">Spike threshold, CADC LSB, 50..220.</param>
/// <param name="MembraneTimeConstantMicroseconds">0.5..60 us.</param>
/// <param name="ExcitatoryTimeConstantMicroseconds">Synaptic, 0.3..30 us.</param>
/// <param name="InhibitoryTimeConstantMicroseconds">Synaptic, 0.3..30 us.</param>
/// <param name="RefractoryMicroseconds">0.04..32 us.</param>
/// <param name="HoldoffMicroseconds">End part of the refractory time without the reset clamp, 0..4 us and not above the refractory time.</param>
/// <param name="SynapticInputGm">Bias of the synaptic input's OTA, CapMem code 30..800.</param>
/// <param name="SynapseDacBias">CapMem code 30..1022, one value for a chip.</param>
/// <param name="MembraneCapacitance">6 bit code 0..63.</param>
/// <param name="ConstantCurrent">
/// Current onto the membrane, CapMem code −1022..1022: source where positive, sink where negative, 0 for off. A stimulus of measurements
/// (hxtorch's dynamic range takes ±1000); not part of a calibration.
/// </param>
public sealed record CircuitTargets(
    double LeakLsb = 80,
    double ResetLsb = 80,
    double ThresholdLsb = 125,
    double MembraneTimeConstantMicroseconds = 10,
    double ExcitatoryTimeConstantMicroseconds = 10,
    double InhibitoryTimeConstantMicroseconds = 10,
    double RefractoryMicroseconds = 1,
    double HoldoffMicroseconds = 0,
    int SynapticInputGm = 500,
    int SynapseDacBias = 600,
    int MembraneCapacitance = 63,
    int ConstantCurrent = 0)
{
    /// <summary>The nightly calibration "spiking": 80/80/125, 10/10 us, gm 500, DAC bias 600 (calix generate_default_calibration.py, reset as in hxtorch).</summary>
    public static CircuitTargets Spiking { get; } = new();

    /// <summary>The nightly calibration "spiking2": 80/80/150, 6/6 us, gm 500, DAC bias 1000 (calix generate_default_calibration.py).</summary>
    public static CircuitTargets Spiking2 { get; } = new(
        ThresholdLsb: 150,
        MembraneTimeConstantMicroseconds: 6,
        ExcitatoryTimeConstantMicroseconds: 6,
        InhibitoryTimeConstantMicroseconds: 6,
        SynapseDacBias: 1000);

    /// <summary>
    /// The nightly calibration "hagen" for matrix multiplication: leak and reset at 120, 0.32 us on synaptic lines of small capacitance, gm 450, DAC bias
    /// 1022 (calix hagen). The 60 us are those of calibration; while a vector is integrated the leak is off.
    /// </summary>
    public static CircuitTargets Hagen { get; } = new(
        LeakLsb: 120,
        ResetLsb: 120,
        MembraneTimeConstantMicroseconds: 60,
        ExcitatoryTimeConstantMicroseconds: 0.32,
        InhibitoryTimeConstantMicroseconds: 0.32,
        SynapticInputGm: 450,
        SynapseDacBias: 1022);
}
