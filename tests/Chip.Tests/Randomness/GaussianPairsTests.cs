using System.Runtime.Intrinsics;
using Bss2.Chip.Randomness;

namespace Bss2.Chip.Tests.Randomness;

public sealed class GaussianPairsTests
{
    private static readonly uint[] _edges = [0, 1, 0x1FF, 0x200, 0x7FFFFFFF, 0x80000000, 0x3FFFFFFF, 0x40000000, 0xBFFFFFFF, 0xC0000000, 0xFFFFFDFF, 0xFFFFFE00, uint.MaxValue, 0xB504F333, 0xB504F000];

    [Fact]
    public void Vector_and_scalar_form_give_the_same_bits()
    {
        foreach (var (radius, angle) in Words())
        {
            var lanes = Vector256.Create(radius, angle, radius ^ 0x55555555, angle + 1, radius + 7, ~angle, radius >> 3, angle << 5);
            var others = Vector256.Create(angle, radius, angle + 3, radius ^ 0xAAAAAAAA, angle >> 9, radius + 1, ~angle, radius);
            var (first, second) = GaussianPairs.Of(lanes, others);
            for (var lane = 0; lane < 8; lane++)
            {
                var (expectedFirst, expectedSecond) = GaussianPairs.Of(lanes[lane], others[lane]);
                Assert.Equal(BitConverter.SingleToInt32Bits(expectedFirst), BitConverter.SingleToInt32Bits(first[lane]));
                Assert.Equal(BitConverter.SingleToInt32Bits(expectedSecond), BitConverter.SingleToInt32Bits(second[lane]));
            }
        }
    }

    [Fact]
    public void Deviates_are_those_of_the_formula()
    {
        foreach (var (radiusWord, angleWord) in Words())
        {
            var radius = Math.Sqrt(-2 * Math.Log(((2 * (radiusWord >> 9)) + 1) / 16777216.0));
            var (first, second) = GaussianPairs.Of(radiusWord, angleWord);
            Assert.Equal(radius, Math.Sqrt(((double)first * first) + ((double)second * second)), 2e-6);

            // The quarter turn around the axis that bits 31 and 30 choose.
            var turns = ((2 * (double)((angleWord >> 7) & 0x7FFFFF)) + 1 - 8388608) / 16777216 * Math.PI / 2;
            var (c, s) = (Math.Cos(turns) * radius, Math.Sin(turns) * radius);
            var sign = angleWord >> 31 != 0 ? -1 : 1;
            Assert.Equal(sign * ((angleWord & 0x40000000) != 0 ? s : c), first, 2e-6);
            Assert.Equal(sign * ((angleWord & 0x40000000) != 0 ? c : s), second, 2e-6);
        }
    }

    [Fact]
    public void Moments_and_tails_are_normal()
    {
        const int Count = 400_000;
        var (sum, square, cube, fourth, product) = (0.0, 0.0, 0.0, 0.0, 0.0);
        var (beyondTwo, beyondThree) = (0, 0);
        for (var i = 0u; i < Count / 2; i++)
        {
            var block = Philox.Next(new StreamKey(5, 6), i, 0, 0, 0);
            var (a, b) = GaussianPairs.Of(block.X0, block.X1);
            product += (double)a * b;
            foreach (double x in new[] { a, b })
            {
                (sum, square, cube, fourth) = (sum + x, square + (x * x), cube + (x * x * x), fourth + (x * x * x * x));
                beyondTwo += Math.Abs(x) > 2 ? 1 : 0;
                beyondThree += Math.Abs(x) > 3 ? 1 : 0;
            }
        }

        Assert.InRange(sum / Count, -0.008, 0.008);
        Assert.InRange(square / Count, 0.99, 1.01);
        Assert.InRange(cube / Count, -0.02, 0.02);
        Assert.InRange(fourth / Count, 2.94, 3.06);
        Assert.InRange(product / (Count / 2), -0.01, 0.01);
        Assert.InRange(beyondTwo / (double)Count, 0.0445, 0.0465);
        Assert.InRange(beyondThree / (double)Count, 0.0024, 0.0030);
    }

    private static IEnumerable<(uint Radius, uint Angle)> Words()
    {
        foreach (var radius in _edges)
        {
            foreach (var angle in _edges)
            {
                yield return (radius, angle);
            }
        }

        for (var i = 0u; i < 5000; i++)
        {
            var block = Philox.Next(new StreamKey(1, 2), i, 0, 0, 0);
            yield return (block.X0, block.X1);
        }
    }
}
