namespace Bss2.Chip.Circuits;

/// <summary>What came out of a quadrant. Buffers grow and are used again; copy out what a message carries.</summary>
public sealed class QuadrantResponse
{
    private int _samples;
    private int _spikes;

    /// <summary>[samples + 1]; spikes of sample s are [SpikeOffsets[s], SpikeOffsets[s + 1]). May be longer than that.</summary>
    public int[] SpikeOffsets { get; private set; } = [0];

    /// <summary>[spikes], 4 ns ticks of the threshold crossing, ordered by (tick, column) within a sample. May be longer.</summary>
    public int[] SpikeTicks { get; private set; } = [];

    /// <summary>[spikes], column 0..127 of the quadrant. May be longer.</summary>
    public byte[] SpikeColumns { get; private set; } = [];

    /// <summary>[sample, point, recorded column], CADC LSB; recorded columns are those of <see cref="QuadrantCircuits.RecordedColumns"/>. May be longer.</summary>
    public float[] MembraneLsb { get; private set; } = [];

    /// <summary>[sample, sampled column, point], CADC LSB; sampled columns are those of <see cref="QuadrantCircuits.MadcColumns"/>. May be longer.</summary>
    public float[] MadcLsb { get; private set; } = [];

    internal void Begin(int samples, int membranes, int madcMembranes)
    {
        _samples = 0;
        _spikes = 0;
        if (SpikeOffsets.Length < samples + 1)
        {
            SpikeOffsets = new int[samples + 1];
        }

        if (MembraneLsb.Length < membranes)
        {
            MembraneLsb = new float[membranes];
        }

        if (MadcLsb.Length < madcMembranes)
        {
            MadcLsb = new float[madcMembranes];
        }
    }

    internal Span<float> Point(int start, int length) => MembraneLsb.AsSpan(start, length);

    /// <summary>Adds the spikes of the next sample: tick in the upper bits, column in the lower 8, in any order.</summary>
    internal void Append(Span<long> spikes)
    {
        spikes.Sort();
        if (SpikeTicks.Length < _spikes + spikes.Length)
        {
            Grow(_spikes + spikes.Length);
        }

        foreach (var spike in spikes)
        {
            SpikeTicks[_spikes] = (int)(spike >> 8);
            SpikeColumns[_spikes++] = (byte)spike;
        }

        SpikeOffsets[++_samples] = _spikes;
    }

    private void Grow(int needed)
    {
        var (ticks, columns) = (SpikeTicks, SpikeColumns);
        Array.Resize(ref ticks, Math.Max(needed, 2 * ticks.Length));
        Array.Resize(ref columns, ticks.Length);
        (SpikeTicks, SpikeColumns) = (ticks, columns);
    }
}
