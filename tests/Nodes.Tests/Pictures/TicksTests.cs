using Bss2.Nodes.Pictures;
using FsCheck;
using FsCheck.Fluent;

namespace Bss2.Nodes.Tests.Pictures;

public sealed class TicksTests
{
    [Theory]
    [InlineData(0, 1, 6, new[] { 0, 0.2, 0.4, 0.6, 0.8, 1.0 })]
    [InlineData(0, 60, 8, new double[] { 0, 10, 20, 30, 40, 50, 60 })]
    [InlineData(-64, 64, 14, new double[] { -60, -50, -40, -30, -20, -10, 0, 10, 20, 30, 40, 50, 60 })]
    [InlineData(0, 4, 5, new double[] { 0, 1, 2, 3, 4 })]
    [InlineData(0.0018, 0.002, 6, new[] { 0.0018, 0.00185, 0.0019, 0.00195, 0.002 })]
    [InlineData(3, 4, 2, new double[] { 3, 4 })]
    public void Ticks_are_multiples_of_a_round_step(double minimum, double maximum, int most, double[] expected) =>
        Assert.Equal(expected, Ticks.Between(minimum, maximum, most));

    [Theory]
    [InlineData(0.3, 0.1, "0.3")]
    [InlineData(0.3, 0.05, "0.30")]
    [InlineData(-20, 10, "−20")]
    [InlineData(1500, 500, "1500")]
    [InlineData(0.0005, 0.0005, "0.0005")]
    public void Labels_have_as_many_decimals_as_the_step(double tick, double step, string expected) => Assert.Equal(expected, Ticks.Label(tick, step));

    [Theory]
    [InlineData(1, 1, 5)]
    [InlineData(2, 1, 5)]
    [InlineData(0, double.NaN, 5)]
    [InlineData(0, double.PositiveInfinity, 5)]
    [InlineData(0, 1, 1)]
    public void An_axis_without_length_is_refused(double minimum, double maximum, int most) =>
        Assert.Throws<ArgumentException>(() => Ticks.Between(minimum, maximum, most));

    [Fact]
    public void Ticks_rise_within_the_axis_and_are_neither_too_many_nor_too_few() =>
        Prop.ForAll(Axes(), axis =>
        {
            var ticks = Ticks.Between(axis.Minimum, axis.Maximum, axis.Most);
            var slack = (axis.Maximum - axis.Minimum) * 1e-6;
            return ticks.Length <= axis.Most
                && ticks.Length >= (axis.Most - 2) / 3
                && ticks.Zip(ticks.Skip(1)).All(t => t.First < t.Second)
                && ticks.All(t => t >= axis.Minimum - slack && t <= axis.Maximum + slack);
        }).QuickCheckThrowOnFailure();

    private static Arbitrary<(double Minimum, double Maximum, int Most)> Axes() =>
        (from start in Gen.Choose(-100000, 100000)
         from length in Gen.Choose(1, 100000)
         from scale in Gen.Elements(1e-6, 1e-3, 0.01, 1, 37, 1e5)
         from most in Gen.Choose(3, 15)
         select (start * scale, (start + length) * scale, most)).ToArbitrary();
}
