namespace Bss2.Trainer.Numerics.SpikeTimes;

/// <summary>Sorts the events of a sample by (time, number): equal times keep the order of their inputs. Holds its scratch.</summary>
internal sealed class EventOrder
{
    private const int ShortList = 12;

    // Beyond this, dealing into buckets is faster than counting.
    private const int LongList = 384;

    private readonly double[] _times;
    private readonly int[] _numbers;
    private readonly int[] _places;
    private readonly float[] _keys;

    public EventOrder(int capacity)
    {
        (_times, _numbers) = (new double[capacity], new int[capacity]);
        (_places, _keys) = (new int[EventRanks.Pad(capacity) + 1], new float[EventRanks.Pad(capacity)]);
    }

    /// <summary>Sorts in place: first roughly, without looking back, then by insertion, which then finds almost everything where it belongs.</summary>
    /// <param name="times">[event], finite.</param>
    /// <param name="numbers">[event], ascending.</param>
    public void Sort(Span<double> times, Span<int> numbers)
    {
        if (times.Length > LongList)
        {
            Deal(times, numbers);
        }
        else if (times.Length > ShortList)
        {
            Rank(times, numbers);
        }

        for (var k = 1; k < times.Length; k++)
        {
            var (time, number) = (times[k], numbers[k]);
            var at = k;
            for (; at > 0 && times[at - 1] > time; at--)
            {
                times[at] = times[at - 1];
                numbers[at] = numbers[at - 1];
            }

            times[at] = time;
            numbers[at] = number;
        }
    }

    private void Rank(Span<double> times, Span<int> numbers)
    {
        var keys = _keys.AsSpan(0, EventRanks.Pad(times.Length));
        for (var k = 0; k < times.Length; k++)
        {
            keys[k] = (float)times[k];
        }

        keys[times.Length..].Fill(float.PositiveInfinity);
        EventRanks.Of(keys, times.Length, _places);
        times.CopyTo(_times);
        numbers.CopyTo(_numbers);
        for (var k = 0; k < times.Length; k++)
        {
            var at = _places[k];
            times[at] = _times[k];
            numbers[at] = _numbers[k];
        }
    }

    private void Deal(Span<double> times, Span<int> numbers)
    {
        var (first, last) = (times[0], times[0]);
        foreach (var time in times)
        {
            first = time < first ? time : first;
            last = time > last ? time : last;
        }

        // Truncation of a monotonic product is monotonic, so that a bucket never precedes an earlier time's.
        var starts = _places.AsSpan(0, times.Length + 1);
        var scale = (times.Length - 1) / (last - first);
        if (!double.IsFinite(scale))
        {
            return;
        }

        starts.Clear();
        foreach (var time in times)
        {
            starts[(int)((time - first) * scale) + 1]++;
        }

        for (var k = 1; k < starts.Length; k++)
        {
            starts[k] += starts[k - 1];
        }

        for (var k = 0; k < times.Length; k++)
        {
            var at = starts[(int)((times[k] - first) * scale)]++;
            _times[at] = times[k];
            _numbers[at] = numbers[k];
        }

        _times.AsSpan(0, times.Length).CopyTo(times);
        _numbers.AsSpan(0, times.Length).CopyTo(numbers);
    }
}
