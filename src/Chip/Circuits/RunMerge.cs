namespace Bss2.Chip.Circuits;

/// <summary>
/// Sorts keys that are a few rising runs one after the other, as events from a few queues are: merges neighbouring runs until one is left.
/// About half the time of a general sort at the sizes of a sample (tens of events in four runs).
/// </summary>
internal static class RunMerge
{
    /// <summary>Sorts in rising order.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="scratch">Grows to the number of keys and is used again.</param>
    public static void Sort(Span<long> keys, ref long[] scratch)
    {
        var first = RunEnd(keys, 0);
        if (first == keys.Length)
        {
            return;
        }

        if (scratch.Length < keys.Length)
        {
            scratch = new long[2 * keys.Length];
        }

        do
        {
            var left = 0;
            while (left < keys.Length)
            {
                var middle = RunEnd(keys, left);
                var right = middle < keys.Length ? RunEnd(keys, middle) : middle;
                Merge(keys[left..right], middle - left, scratch);
                left = right;
            }
        }
        while (RunEnd(keys, 0) < keys.Length);
    }

    private static int RunEnd(ReadOnlySpan<long> keys, int start)
    {
        var end = Math.Min(start + 1, keys.Length);
        while (end < keys.Length && keys[end - 1] <= keys[end])
        {
            end++;
        }

        return end;
    }

    /// <summary>Merges the runs [0, middle) and [middle, length).</summary>
    private static void Merge(Span<long> keys, int middle, Span<long> scratch)
    {
        keys[..middle].CopyTo(scratch);
        var (a, b, to) = (0, middle, 0);
        while (a < middle && b < keys.Length)
        {
            keys[to++] = scratch[a] <= keys[b] ? scratch[a++] : keys[b++];
        }

        scratch[a..middle].CopyTo(keys[to..]);
    }
}
