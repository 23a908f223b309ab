using System.Globalization;

namespace Bss2.Messages.Units;

/// <summary>Hardware time as an integer count of chip clock cycles of 4 ns (250 MHz).</summary>
/// <remarks>Intervals are half open, <c>[from, to)</c>. Input spikes and recorded stamps lie on the FPGA grid of 8 ns, i.e. on even ticks.</remarks>
/// <param name="Value">Count of 4 ns cycles since the start of the run; negative before it.</param>
public readonly record struct HardwareTicks(long Value) : IComparable<HardwareTicks>
{
    /// <summary>Chip clock cycles in a microsecond.</summary>
    public const int PerMicrosecond = 250;

    /// <summary>Chip clock cycles in one FPGA clock (8 ns).</summary>
    public const int PerFpgaClock = 2;

    /// <summary>The nearest tick, halves away from zero.</summary>
    public static HardwareTicks From(Microseconds time) => new((long)Math.Round(time.Value * PerMicrosecond, MidpointRounding.AwayFromZero));

    /// <summary>This time in microseconds.</summary>
    public Microseconds ToMicroseconds() => new((double)Value / PerMicrosecond);

    public int CompareTo(HardwareTicks other) => Value.CompareTo(other.Value);

    public static bool operator <(HardwareTicks left, HardwareTicks right) => left.Value < right.Value;
    public static bool operator >(HardwareTicks left, HardwareTicks right) => left.Value > right.Value;
    public static bool operator <=(HardwareTicks left, HardwareTicks right) => left.Value <= right.Value;
    public static bool operator >=(HardwareTicks left, HardwareTicks right) => left.Value >= right.Value;

    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture) + " ticks";
}
