namespace Bss2.Chip.Circuits;

/// <summary>A growing list of event keys that keeps its memory.</summary>
internal sealed class EventList
{
    private long[] _items = new long[64];

    public int Count { get; private set; }

    public Span<long> Items => _items.AsSpan(0, Count);

    public void Clear() => Count = 0;

    public void Add(long key)
    {
        if (Count == _items.Length)
        {
            Array.Resize(ref _items, 2 * Count);
        }

        _items[Count++] = key;
    }

    /// <summary>Keeps the first <paramref name="count"/> keys.</summary>
    public void Truncate(int count) => Count = count;

    /// <summary>Orders by (tick, label).</summary>
    public void Sort() => Items.Sort();
}
