using System.Globalization;

namespace Bss2.Messages.Units;

/// <summary>A time or time constant in microseconds of hardware time.</summary>
public readonly record struct Microseconds(double Value)
{
    public override string ToString() => Value.ToString("0.###", CultureInfo.InvariantCulture) + " us";
}
