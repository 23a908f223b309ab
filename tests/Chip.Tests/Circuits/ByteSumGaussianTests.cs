using System.Runtime.Intrinsics;
using Bss2.Chip.Circuits;
using Bss2.Chip.Randomness;

namespace Bss2.Chip.Tests.Circuits;

public sealed class ByteSumGaussianTests
{
    [Theory]
    [InlineData(0u, -510)]
    [InlineData(0xFFFFFFFFu, 510)]
    [InlineData(0x01020304u, -500)]
    public void A_sum_counts_all_four_bytes(uint word, int sum)
    {
        Assert.Equal(sum, ByteSumGaussian.Sum(word));
        Assert.Equal(Vector256.Create(sum), ByteSumGaussian.Sum(Vector256.Create(word)));
    }

    [Fact]
    public void Moments_are_those_of_a_sum_of_uniform_bytes()
    {
        const int Count = 100_000;
        var key = new StreamKey(1, 2);
        var values = Enumerable.Range(0, Count).Select(i => ByteSumGaussian.Sum(Philox.Next(key, (uint)i, 0, 0, 0).X0) / ByteSumGaussian.SigmaOfFour).ToArray();
        Assert.InRange(values.Average(), -0.015, 0.015);
        Assert.InRange(values.Average(v => v * v), 0.98, 1.02);
        Assert.InRange(values.Average(v => v * v * v * v) - 3, -0.3 - 0.08, -0.3 + 0.08);
    }
}
