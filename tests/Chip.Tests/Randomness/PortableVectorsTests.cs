using Bss2.Chip.Randomness;

namespace Bss2.Chip.Tests.Randomness;

public sealed class PortableVectorsTests
{
    private static readonly double[] _numbers =
    [
        0, -0.0, 1, -1, 0.34, -0.35, 17.25, -707.9, -708, -708.1, -1e9, 708.9, 709, 709.1, 1e-300, -5e-9, 3.5, double.NaN, double.NegativeInfinity, double.PositiveInfinity, -33.3, 12.5, 2, -2,
    ];

    [Fact]
    public void Four_at_a_time_have_the_bits_of_each_alone()
    {
        foreach (var length in new[] { 0, 1, 3, 4, 5, 7, 8, 9, 10, 24 })
        {
            for (var first = 0; first + length <= _numbers.Length; first++)
            {
                var numbers = _numbers[first..(first + length)];
                var exponentials = new double[length];
                PortableVectors.Exp(numbers, exponentials);
                for (var k = 0; k < length; k++)
                {
                    Assert.Equal(BitConverter.DoubleToInt64Bits(PortableMath.Exp(numbers[k])), BitConverter.DoubleToInt64Bits(exponentials[k]));
                }
            }
        }
    }

    [Fact]
    public void Lengths_that_differ_are_refused()
    {
        var refusal = Assert.Throws<ArgumentException>(() => PortableVectors.Exp(new double[3], new double[2]));

        Assert.Contains("3 exponentials do not fit into 2 numbers", refusal.Message, StringComparison.Ordinal);
    }
}
