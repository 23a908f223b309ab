namespace Bss2.Trainer.Numerics.SpikeTimes;

/// <summary>Sorts the events of a sample by (time, number): equal times keep the order of their inputs.</summary>
internal static class EventOrder
{
    private const int ShortList = 16;

    /// <summary>
    /// Sorts in place. Longer lists are first dealt into buckets of equal width, in order, so that the insertion sort that follows finds almost everything in place.
    /// </summary>
    /// <param name="times">[event], finite.</param>
    /// <param name="numbers">[event], ascending.</param>
    /// <param name="spareTimes">[event] or longer, overwritten.</param>
    /// <param name="spareNumbers">[event] or longer, overwritten.</param>
    /// <param name="buckets">[events + 1] or longer, overwritten.</param>
    public static void Sort(Span<double> times, Span<int> numbers, Span<double> spareTimes, Span<int> spareNumbers, Span<int> buckets)
    {
        if (times.Length > ShortList)
        {
            Deal(times, numbers, spareTimes, spareNumbers, buckets[..(times.Length + 1)]);
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

    private static void Deal(Span<double> times, Span<int> numbers, Span<double> spareTimes, Span<int> spareNumbers, Span<int> starts)
    {
        var (first, last) = (times[0], times[0]);
        foreach (var time in times)
        {
            first = time < first ? time : first;
            last = time > last ? time : last;
        }

        // Truncation of a monotonic product is monotonic, so that a bucket never precedes an earlier time's.
        var scale = (starts.Length - 2) / (last - first);
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
            spareTimes[at] = times[k];
            spareNumbers[at] = numbers[k];
        }

        spareTimes[..times.Length].CopyTo(times);
        spareNumbers[..times.Length].CopyTo(numbers);
    }
}
