using System.Globalization;
using Bss2.Nodes.Pictures;
using FsCheck;
using FsCheck.Fluent;

namespace Bss2.Nodes.Tests.Pictures;

public sealed class SvgBuilderTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(-0.001, "0")]
    [InlineData(1.5, "1.5")]
    [InlineData(-1.25, "-1.25")]
    [InlineData(-0.05, "-0.05")]
    [InlineData(12.999, "13")]
    [InlineData(100, "100")]
    public void Coordinates_have_at_most_two_decimals(double value, string expected) => Assert.Equal(expected, SvgBuilder.Number(value));

    [Fact]
    public void Coordinates_read_back_within_half_a_hundredth() =>
        Prop.ForAll(Gen.Choose(-10000000, 10000000).Select(n => n / 7919.0).ToArbitrary(), value =>
            Math.Abs(double.Parse(SvgBuilder.Number(value), CultureInfo.InvariantCulture) - value) <= 0.005 + 1e-9).QuickCheckThrowOnFailure();
}
