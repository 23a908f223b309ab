using Bss2.Chip.Randomness;

namespace Bss2.Trainer.LeakyNetworks.Coding;

/// <summary>What a random number of this folder is for. Numbers are permanent: changing one changes every training.</summary>
internal enum CodingPurpose : uint
{
    RateCode = 1,
    TargetPattern = 2,
    SurrogateNoise = 3,
}

/// <summary>Keys of the streams, apart from those of chips and initial weights.</summary>
internal static class CodingStream
{
    public static StreamKey Key(ulong seed, CodingPurpose purpose)
    {
        var block = Philox.Next(new StreamKey((uint)seed, (uint)(seed >> 32)), (uint)purpose, 0, 0, 0x636F_6465);
        return new StreamKey(block.X0, block.X1);
    }
}
