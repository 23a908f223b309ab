namespace Bss2.Chip.Circuits;

/// <summary>Numbers of the circuit equations. Where no publication gives a number it is an estimate and says so.</summary>
internal static class CircuitConstants
{
    /// <summary>Charge of one weight LSB at DAC bias 600, gm 500, capacitance 63, in LSB/us: from a PSP of 0.300 LSB at 10/10 us (0.300·e/10).</summary>
    public const double ChargePerWeight = 0.0815;

    /// <summary>Synaptic line saturates as I·tanh: LSB/us at gm 500. Estimate; the measured linearity up to a weight sum of 288 needs at least 100.</summary>
    public const double LineSaturation = 120;

    /// <summary>OTA bias at which the numbers above hold, CapMem code.</summary>
    public const double ReferenceGm = 500;

    /// <summary>Membrane range in CADC LSB: −103 and +100 around code 128 (hxtorch test_spiking_boundary).</summary>
    public const double LowerLimitLsb = 25;

    /// <summary>Upper end of the membrane range.</summary>
    public const double UpperLimitLsb = 228;

    /// <summary>Inhibition vanishes here, CADC LSB: fit of the measured inhibition curve (brainscales2-demos, dynamic range).</summary>
    public const double InhibitoryFloorLsb = 29;

    /// <summary>Width of the knees towards both ends of the range, CADC LSB; same fit.</summary>
    public const double KneeLsb = 13;

    /// <summary>Time constant of the reset clamp, us (haldls neuron.h: fastest reset about 0.5 us).</summary>
    public const double ClampTimeConstantMicroseconds = 0.5;

    /// <summary>
    /// Stationary sigma of the membrane noise, CADC LSB: 2 MADC LSB read off silent traces. Kicks come at the ends of whole steps, so that
    /// between two of them sigma is up to 3 % less (0.2 us against 6 us).
    /// </summary>
    public const double MembraneNoiseLsb = 0.7;

    /// <summary>Sigma of the threshold noise, CADC LSB; estimate.</summary>
    public const double ThresholdNoiseLsb = 0.2;

    /// <summary>The threshold noise is drawn anew every 0.2 us, whatever the integration step.</summary>
    public const int ThresholdNoiseTicks = 50;

    /// <summary>
    /// Up to this rise of a membrane above both ends of a whole step, CADC LSB, a stretch counts as nearly straight: a crossing is interpolated.
    /// Beyond it (lines faster than about 3 us, or long steps) a crossing is searched on the exact solution.
    /// </summary>
    public const double StraightLsb = 0.3;

    /// <summary>Largest deviation of the threshold noise, which is a sum of four bytes, CADC LSB.</summary>
    public const double LargestThresholdNoiseLsb = 3.46 * ThresholdNoiseLsb;

    /// <summary>
    /// Slope of the membrane at full capacitance for one code of its constant current, LSB/us: CapMem current cells give about 1 uA at code 1022, and a
    /// weight LSB at bias 600 is 0.88 nA where it is 0.0815 LSB/us. Estimate; hxtorch's stimulus of ±1000 drives a membrane to the ends of its range.
    /// </summary>
    public const double CurrentPerCode = 1000.0 / 1022 / 0.88 * ChargePerWeight;

    /// <summary>Intrinsic membrane capacitance in units of the 6 bit code; estimate.</summary>
    public const double IntrinsicCapacitance = 5;

    /// <summary>Largest capacitance code.</summary>
    public const double FullCapacitance = 63;

    /// <summary>
    /// Strength against synapse DAC bias, 1 at code 600: affine above 300, straight to 0 below. The slope is set by the weight scale of 66.39
    /// at bias 1000 and 6/6 us, which two distances from leak to threshold belong to (70 LSB nominal, 68 as traces show it) and a measured PSP
    /// of 0.377 LSB a weight: this value lies within 1.5 % of all three. Published values scatter by 30 %, so it is an estimate.
    /// </summary>
    public static double DacStrength(int bias) => bias >= 300 ? (bias - DacFoot) / (600 - DacFoot) : bias * ((300 - DacFoot) / (600 - DacFoot) / 300);

    private const double DacFoot = 245;
}
