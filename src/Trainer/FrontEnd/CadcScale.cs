namespace Bss2.Trainer.FrontEnd;

/// <summary>
/// Potentials in their three units: CADC LSB on the unsigned scale (0..255, that of parameters), codes as the host sees them (LSB − 128, that of recordings),
/// and millivolts. A calibrated column ADC reads 20 at 0.15 V and 220 at 1.05 V (calix cadc_calib_target.h), so 0 LSB is 60 mV and 1 LSB is 4.5 mV.
/// </summary>
public static class CadcScale
{
    /// <summary>Millivolts of 1 LSB.</summary>
    public const double MillivoltsPerLsb = Bss2.Messages.Units.CadcLsb.Millivolts;

    /// <summary>Millivolts at 0 LSB.</summary>
    public const double MillivoltsAtZero = 60;

    /// <summary>LSB of the code 0 of a recording.</summary>
    public const int CodeOffset = 128;

    /// <summary>LSB to millivolts: 80 LSB are 420 mV.</summary>
    public static double ToMillivolts(double lsb) => MillivoltsAtZero + (MillivoltsPerLsb * lsb);

    /// <summary>Millivolts to LSB.</summary>
    public static double ToLsb(double millivolts) => (millivolts - MillivoltsAtZero) / MillivoltsPerLsb;

    /// <summary>Code of a recording, −128..127, to LSB: a leak of 80 LSB reads −48.</summary>
    public static double LsbOfCode(double code) => code + CodeOffset;
}
