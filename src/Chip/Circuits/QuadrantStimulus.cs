namespace Bss2.Chip.Circuits;

/// <summary>Events that reach the synapses of a quadrant, of consecutive samples.</summary>
/// <param name="SampleOffsets">[samples + 1], as in a spike batch.</param>
/// <param name="Ticks">[events], 4 ns ticks of arrival at the synapses, rising within a sample.</param>
/// <param name="Events">[events], indices into a <see cref="ChargeTable"/>.</param>
public sealed record QuadrantStimulus(int[] SampleOffsets, int[] Ticks, ushort[] Events);
