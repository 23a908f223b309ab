using Bss2.Messages.Units;
using FsCheck;
using FsCheck.Fluent;

namespace Bss2.Messages.Tests.Units;

public sealed class HardwareTicksTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 250)]
    [InlineData(0.2, 50)]
    [InlineData(1.7, 425)]
    [InlineData(0.0019, 0)]
    [InlineData(0.0021, 1)]
    [InlineData(-0.0021, -1)]
    [InlineData(-1, -250)]
    public void A_time_becomes_its_nearest_tick(double microseconds, long ticks) =>
        Assert.Equal(new HardwareTicks(ticks), HardwareTicks.From(new Microseconds(microseconds)));

    [Theory]
    [InlineData(0.5, 125)]
    [InlineData(0.25, 63)] // 62.5
    [InlineData(-0.25, -63)]
    [InlineData(0.75, 188)] // 187.5
    public void Half_a_tick_rounds_away_from_zero(double microseconds, long ticks) =>
        Assert.Equal(ticks, HardwareTicks.From(new Microseconds(microseconds)).Value);

    [Fact]
    public void Ticks_survive_the_way_over_microseconds() =>
        Prop.ForAll<int>(value => HardwareTicks.From(new HardwareTicks(value).ToMicroseconds()) == new HardwareTicks(value)).QuickCheckThrowOnFailure();

    [Fact]
    public void Order_is_that_of_the_counts() =>
        Prop.ForAll<int, int>((left, right) =>
        {
            HardwareTicks a = new(left), b = new(right);
            return (a < b) == (left < right) && (a <= b) == (left <= right) && (a > b) == (left > right) && (a >= b) == (left >= right)
                && Math.Sign(a.CompareTo(b)) == left.CompareTo(right);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_clocks_are_250_and_125_megahertz()
    {
        Assert.Equal(0.004, new HardwareTicks(1).ToMicroseconds().Value);
        Assert.Equal(0.008, new HardwareTicks(HardwareTicks.PerFpgaClock).ToMicroseconds().Value);
    }
}
