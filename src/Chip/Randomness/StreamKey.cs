using Bss2.Messages.Identity;

namespace Bss2.Chip.Randomness;

/// <summary>Key of a Philox stream: 64 bits derived from all that does not change within a stream.</summary>
/// <param name="K0">Low word.</param>
/// <param name="K1">High word.</param>
public readonly record struct StreamKey(uint K0, uint K1)
{
    private const ulong FixedPatternSeed = 0x4253_5332_4D49_534DUL;

    /// <summary>Key of a fixed pattern: a pure function of the chip serial and the purpose.</summary>
    public static StreamKey ForChip(ChipSerial serial, NoisePurpose purpose) =>
        Derive(FixedPatternSeed, (uint)serial.Value, purpose, 0);

    /// <summary>Key of trial-to-trial noise. The update goes into the counter, not the key.</summary>
    public static StreamKey ForRun(RunKey run, ChipSerial serial, NoisePurpose purpose) =>
        Derive(run.Seed, (uint)serial.Value, purpose, 1 + (uint)run.Phase);

    /// <summary>Key of what depends on the user's seed alone: initial weights, shuffling.</summary>
    public static StreamKey ForSeed(ulong seed, NoisePurpose purpose) => Derive(seed, 0, purpose, 0);

    private static StreamKey Derive(ulong seed, uint serial, NoisePurpose purpose, uint kind)
    {
        var block = Philox.Next(new StreamKey((uint)seed, (uint)(seed >> 32)), serial, (uint)purpose, kind, 0x6B65_7973);
        return new StreamKey(block.X0, block.X1);
    }
}
