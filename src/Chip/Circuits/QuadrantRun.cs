using Bss2.Messages.Identity;

namespace Bss2.Chip.Circuits;

/// <summary>What a quadrant runs besides its stimulus.</summary>
/// <param name="Key">Key of the noise.</param>
/// <param name="Serial">The chip.</param>
/// <param name="FirstSample">Position of the first sample in its batch.</param>
/// <param name="DurationTicks">Length of a sample's run, 4 ns ticks.</param>
/// <param name="PointCount">Membrane samples of the column ADC for each run.</param>
/// <param name="PointTicks">[sample, point], rising within a sample, in [0, duration).</param>
public sealed record QuadrantRun(RunKey Key, ChipSerial Serial, int FirstSample, int DurationTicks, int PointCount, int[] PointTicks)
{
    /// <summary>Places at which stretches end for each run, where they are more than the points.</summary>
    public int CutCount { get; init; }

    /// <summary>
    /// [sample, cut], rising within a sample, all points among them; null where the points are the cuts. Where stretches end decides the last bit of membranes, so
    /// it must not depend on what is recorded.
    /// </summary>
    public int[]? CutTicks { get; init; }

    /// <summary>[sample, sampled column, point], times of the membrane ADC in cycles of 2 ns, rising within a column, in [0, duration). They end no stretch.</summary>
    public int[] MadcCycles { get; init; } = [];
}
