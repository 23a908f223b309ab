using Bss2.Messages.Identity;

namespace Bss2.Chip.Circuits;

/// <summary>What a quadrant runs besides its stimulus.</summary>
/// <param name="Key">Key of the noise.</param>
/// <param name="Serial">The chip.</param>
/// <param name="FirstSample">Position of the first sample in its batch.</param>
/// <param name="DurationTicks">Length of a sample's run, 4 ns ticks.</param>
/// <param name="PointCount">Membrane samples for each run.</param>
/// <param name="PointTicks">[sample, point], rising within a sample, in [0, duration).</param>
public sealed record QuadrantRun(RunKey Key, ChipSerial Serial, int FirstSample, int DurationTicks, int PointCount, int[] PointTicks);
