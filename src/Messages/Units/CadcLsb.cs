using System.Globalization;

namespace Bss2.Messages.Units;

/// <summary>A membrane potential in codes of the column ADC, 0..255 on the unsigned scale; one code is 4.5 mV (facts: chip §0).</summary>
public readonly record struct CadcLsb(double Value)
{
    /// <summary>Millivolts of one code.</summary>
    public const double Millivolts = 4.5;

    public override string ToString() => Value.ToString("0.##", CultureInfo.InvariantCulture) + " LSB";
}
