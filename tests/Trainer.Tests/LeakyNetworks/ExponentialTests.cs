using Bss2.Chip.Randomness;
using Bss2.Trainer.LeakyNetworks.Functional;

namespace Bss2.Trainer.Tests.LeakyNetworks;

/// <summary>The exponentials of a loss, four at a time, are those of the portable function.</summary>
public sealed class ExponentialTests
{
    private static readonly double[] _scores =
    [
        0, -0.0, 1, -1, 0.34, -0.35, 17.25, -707.9, -708, -708.1, -1e9, 708.9, 709.1, 1e-300, -5e-9, 3.5, double.NaN, double.NegativeInfinity, double.PositiveInfinity, -33.3, 12.5, 2, -2,
    ];

    [Fact]
    public void Four_at_a_time_have_the_bits_of_each_alone()
    {
        foreach (var length in new[] { 0, 1, 3, 4, 5, 7, 8, 9, 10, 23 })
        {
            for (var first = 0; first + length <= _scores.Length; first++)
            {
                var scores = _scores[first..(first + length)];
                var exponentials = new double[length];
                CrossEntropyOfScores.Exponentials(scores, 0.125, exponentials);
                for (var k = 0; k < length; k++)
                {
                    Assert.Equal(BitConverter.DoubleToInt64Bits(PortableMath.Exp(scores[k] - 0.125)), BitConverter.DoubleToInt64Bits(exponentials[k]));
                }
            }
        }
    }
}
