using Bss2.Messages.Identity;

namespace Bss2.Messages.Spikes;

/// <summary>Event: raw membranes of a quadrant's circuits at the sampling times of its column ADC.</summary>
/// <param name="Block">The block.</param>
/// <param name="Key">Key of the noise.</param>
/// <param name="FirstSample">Position of the block's first sample in its batch.</param>
/// <param name="Quadrant">0..3.</param>
/// <param name="Columns">[columns], columns of the quadrant, 0..127, in rising order.</param>
/// <param name="PointCount">Samples per run.</param>
/// <param name="Ticks">[sample, point], 4 ns ticks since the start of the run.</param>
/// <param name="MembraneLsb">[sample, point, column], CADC LSB before the converter.</param>
public sealed record MembraneFrame(
    BlockId Block, RunKey Key, int FirstSample, int Quadrant, int[] Columns, int PointCount, int[] Ticks, float[] MembraneLsb);
