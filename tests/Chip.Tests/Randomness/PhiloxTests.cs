using System.Runtime.Intrinsics;
using Bss2.Chip.Randomness;

namespace Bss2.Chip.Tests.Randomness;

public sealed class PhiloxTests
{
    // Known answers for seven rounds published with Random123 (Salmon et al. 2011).
    [Theory]
    [InlineData(0x00000000u, 0x00000000u, 0x00000000u, 0x00000000u, 0x00000000u, 0x00000000u, 0x5f6fb709u, 0x0d893f64u, 0x4f121f81u, 0x4f730a48u)]
    [InlineData(0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0x5207ddc2u, 0x45165e59u, 0x4d8ee751u, 0x8c52f662u)]
    [InlineData(0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0xa4093822u, 0x299f31d0u, 0x4dfccabau, 0x190a87f0u, 0xc47362bau, 0xb6b5242au)]
    public void Blocks_are_those_of_the_published_generator(
        uint c0, uint c1, uint c2, uint c3, uint k0, uint k1, uint x0, uint x1, uint x2, uint x3) =>
        Assert.Equal(new PhiloxBlock(x0, x1, x2, x3), Philox.Next(new StreamKey(k0, k1), c0, c1, c2, c3));

    [Fact]
    public void Eight_lanes_yield_the_words_of_the_scalar_form()
    {
        var key = StreamKey.ForSeed(7, NoisePurpose.Shuffling);
        for (var trial = 0u; trial < 200; trial++)
        {
            var c0 = Vector256.Create(trial * 0x9E3779B9u);
            var c1 = Vector256.Create(0u, 1, 2, 3, 4, 5, 6, 7) + Vector256.Create(uint.MaxValue - (trial % 9));
            var c2 = Vector256.Create(trial << 13);
            var c3 = Vector256.Create(~trial);
            var (s0, s1, s2, s3) = (c0, c1, c2, c3);
            Philox.Next(key, ref c0, ref c1, ref c2, ref c3);
            for (var lane = 0; lane < 8; lane++)
            {
                Assert.Equal(Philox.Next(key, s0[lane], s1[lane], s2[lane], s3[lane]), new PhiloxBlock(c0[lane], c1[lane], c2[lane], c3[lane]));
            }
        }
    }

    [Fact]
    public void Streams_of_different_purposes_chips_and_phases_differ()
    {
        var keys = new HashSet<StreamKey>();
        foreach (var purpose in Enum.GetValues<NoisePurpose>())
        {
            for (var serial = 0; serial < 20; serial++)
            {
                Assert.True(keys.Add(StreamKey.ForChip(new(serial), purpose)));
                for (var phase = 0; phase < 4; phase++)
                {
                    Assert.True(keys.Add(StreamKey.ForRun(new(5, (Messages.Identity.RunPhase)phase, 3), new(serial), purpose)));
                }
            }
        }
    }
}
