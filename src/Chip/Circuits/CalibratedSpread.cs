namespace Bss2.Chip.Circuits;

/// <summary>What is left of the mismatch after calibration: sigmas of the fixed pattern. Sources: spreads that calix' tests assert, else estimates.</summary>
internal static class CalibratedSpread
{
    public const double LeakLsb = 1.0;
    public const double ResetLsb = 1.0;
    public const double ThresholdLsb = 2.0;

    /// <summary>Residual offset current of the synaptic input's OTA, as a shift of the leak potential.</summary>
    public const double OffsetCurrentLsb = 0.5;

    public const double MembraneTimeConstant = 0.06;
    public const double SynapticTimeConstant = 0.035;
    public const double NeuronStrength = 0.035;
    public const double ChipStrength = 0.10;
    public const double QuadrantStrength = 0.02;
    public const double DriverStrength = 0.02;
    public const double SynapseStrength = 0.035;

    /// <summary>Loss of strength from the first to the last of 128 columns, away from the driver.</summary>
    public const double ColumnSlope = 0.03;

    /// <summary>Integral nonlinearity of the synapse DAC, weight LSB rms.</summary>
    public const double WeightNonlinearity = 0.3;

    /// <summary>Relative spread of the intrinsic capacitance.</summary>
    public const double IntrinsicCapacitance = 0.10;
}
