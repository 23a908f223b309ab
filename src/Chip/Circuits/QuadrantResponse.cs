namespace Bss2.Chip.Circuits;

/// <summary>What came out of a quadrant. Buffers grow and are used again; copy out what a message carries.</summary>
public sealed class QuadrantResponse
{
    /// <summary>[samples + 1]; spikes of sample s are [SpikeOffsets[s], SpikeOffsets[s + 1]).</summary>
    public int[] SpikeOffsets { get; internal set; } = [0];

    /// <summary>[spikes], 4 ns ticks of the threshold crossing, ordered by (tick, column) within a sample.</summary>
    public int[] SpikeTicks { get; internal set; } = [];

    /// <summary>[spikes], column 0..127 of the quadrant.</summary>
    public byte[] SpikeColumns { get; internal set; } = [];

    /// <summary>[sample, point, recorded column], CADC LSB; recorded columns are those of <see cref="QuadrantCircuits.RecordedColumns"/>.</summary>
    public float[] MembraneLsb { get; internal set; } = [];
}
