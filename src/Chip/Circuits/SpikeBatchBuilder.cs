using Bss2.Messages.Spikes;

namespace Bss2.Chip.Circuits;

/// <summary>Collects the spikes of consecutive samples and copies them into a batch.</summary>
internal sealed class SpikeBatchBuilder
{
    private readonly EventList _events = new();
    private int[] _offsets = new int[16];
    private int _samples;

    public void Clear()
    {
        _events.Clear();
        _samples = 0;
    }

    /// <summary>Adds a spike to the sample in hand.</summary>
    public void Add(long key) => _events.Add(key);

    /// <summary>Orders the sample in hand by (tick, label) and goes on to the next.</summary>
    public void EndSample()
    {
        _events.Items[_offsets[_samples]..].Sort();
        _samples++;
        if (_samples == _offsets.Length)
        {
            Array.Resize(ref _offsets, 2 * _samples);
        }

        _offsets[_samples] = _events.Count;
    }

    /// <summary>A batch of its own arrays.</summary>
    public SpikeBatch ToBatch()
    {
        var keys = _events.Items;
        var ticks = new int[keys.Length];
        var labels = new ushort[keys.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            ticks[i] = EventKey.Tick(keys[i]);
            labels[i] = (ushort)EventKey.Label(keys[i]);
        }

        return new SpikeBatch(_offsets[..(_samples + 1)], ticks, labels);
    }
}
