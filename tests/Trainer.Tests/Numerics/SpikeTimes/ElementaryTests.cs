using System.Numerics;
using System.Runtime.Intrinsics;
using Bss2.Trainer.Numerics.SpikeTimes;

namespace Bss2.Trainer.Tests.Numerics.SpikeTimes;

public sealed class ElementaryTests
{
    private static readonly double[] Special =
        [0, -0.0, 1, -1, double.Epsilon, -double.Epsilon, 1e-310, 2.3e-308, double.MaxValue, double.PositiveInfinity, double.NegativeInfinity, double.NaN, -2, 710, -710, 709, -708, -40.5];

    [Fact]
    public void Exp_is_within_one_unit_of_the_last_place() =>
        AssertUlps(1, Elementary.Exp, BigDecimalMath.Exp, [.. Spread(-100, 100, 4001), .. Spread(-0.01, 0.01, 501)]);

    [Fact]
    public void Expm1_is_within_one_and_a_half_units_of_the_last_place() =>
        AssertUlps(1.6, Elementary.Expm1, BigDecimalMath.Expm1, [.. Spread(-39, 60, 4001), .. Spread(-1, 1, 2001), .. Geometric(1e-18, 1), .. Geometric(1e-18, 1).Select(x => -x)]);

    [Fact]
    public void Log_is_within_one_unit_of_the_last_place() =>
        AssertUlps(1, Elementary.Log, BigDecimalMath.Log, [.. Geometric(1e-80, 1e80), .. Spread(0.5, 2, 3001), .. Geometric(1e-15, 0.3).Select(x => 1 + x)]);

    [Fact]
    public void Log1p_is_within_about_one_unit_of_the_last_place() =>
        AssertUlps(1.25, Elementary.Log1p, BigDecimalMath.Log1p, [.. Geometric(1e-18, 1e30), .. Geometric(1e-18, 0.999999).Select(x => -x), .. Spread(-0.9, 1.5, 3001)]);

    [Fact]
    public void Limits_are_those_of_the_platform()
    {
        foreach (var x in Special)
        {
            Assert.Equal(x is > 709 ? double.PositiveInfinity : Math.Exp(x), Elementary.Exp(x), Math.Abs(x) > 100 ? 1e294 : 1e-14);
            Assert.Equal(x is > 709 ? double.PositiveInfinity : Math.Exp(x) - 1, Elementary.Expm1(x), Math.Abs(x) > 100 ? 1e294 : 1e-14);
            Assert.Equal(Math.Log(x), Elementary.Log(x), 1e-12);
            Assert.Equal(Math.Log(1 + x), Elementary.Log1p(x), 1e-12);
        }
    }

    [Fact]
    public void Four_lanes_have_the_bits_of_one()
    {
        double[] arguments = [.. Special, .. Spread(-750, 750, 3001), .. Spread(-2, 2, 2001), .. Geometric(1e-320, 1e300), .. Geometric(1e-18, 0.99).Select(x => -x)];
        for (var k = 0; k + Quads.Count <= arguments.Length; k++)
        {
            var x = Vector256.Create(arguments.AsSpan(k, Quads.Count));
            for (var lane = 0; lane < Quads.Count; lane++)
            {
                var argument = arguments[k + lane];
                AssertBits(Elementary.Exp(argument), ElementaryVectors.Exp(x)[lane], argument);
                AssertBits(Elementary.Expm1(argument), ElementaryVectors.Expm1(x)[lane], argument);
                AssertBits(Elementary.Log(argument), ElementaryVectors.Log(x)[lane], argument);
                AssertBits(Elementary.Log1p(argument), ElementaryVectors.Log1p(x)[lane], argument);
            }
        }
    }

    [Fact]
    public void Branch_point_solution_solves_its_equation()
    {
        foreach (var excess in Geometric(1e-16, 60).Append(0))
        {
            var (x, y) = RisingFlank.BranchPoint(excess);
            Assert.InRange(x, 0, 1);
            Assert.Equal(1, x + y, 1e-15);

            // ln y + x = -excess; the logarithm's argument is y where it is small, 1 - x where that is.
            var logarithm = x < 0.5 ? Elementary.Log1p(-x) : Elementary.Log(y);
            // Both carry the rounding of numbers near 1.
            Assert.Equal(-excess, logarithm + x, x < 0.5 ? 3e-15 * Math.Max(x, excess) : (4e-16 / y) + (1e-15 * excess));
            RisingFlankVectors.BranchPoint(Vector256.Create(excess), out var fourX, out var fourY);
            AssertBits(x, fourX[3], excess);
            AssertBits(y, fourY[3], excess);
        }
    }

    private static void AssertBits(double one, double lane, double argument) =>
        Assert.True(BitConverter.DoubleToInt64Bits(one) == BitConverter.DoubleToInt64Bits(lane) || (double.IsNaN(one) && double.IsNaN(lane)), $"{argument}: {one:R} alone, {lane:R} in a lane");

    private static void AssertUlps(double most, Func<double, double> function, Func<double, BigInteger> exact, IEnumerable<double> arguments)
    {
        foreach (var x in arguments)
        {
            var value = function(x);
            if (value != 0)
            {
                var ulps = BigDecimalMath.Ulps(value, exact(x));
                Assert.True(ulps <= most, $"{x:R}: {value:R} is {ulps:F3} units of the last place off");
            }
        }
    }

    private static IEnumerable<double> Spread(double from, double to, int count) => Enumerable.Range(0, count).Select(k => from + ((to - from) * k / (count - 1)));

    private static IEnumerable<double> Geometric(double from, double to)
    {
        for (var x = from; x < to; x *= 1.0731)
        {
            yield return x;
        }
    }
}
