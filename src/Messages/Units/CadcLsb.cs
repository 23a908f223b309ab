using System.Globalization;

namespace Bss2.Messages.Units;

/// <summary>A membrane potential in codes of the column ADC, 0..255 on the unsigned scale; one code is 4.5 mV
/// when the converter is calibrated to read 20 at 0.15 V and 220 at 1.05 V (calix cadc_calib_target.h).</summary>
public readonly record struct CadcLsb(double Value)
{
    /// <summary>Millivolts of one code.</summary>
    public const double Millivolts = 4.5;

    public override string ToString() => Value.ToString("0.##", CultureInfo.InvariantCulture) + " LSB";
}
