using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Bss2.Trainer.LeakyNetworks.Kernels;

/// <summary>
/// Products with spikes as rows that are added, one for each spike: bits of the fused chain over ascending sources, whose products with 0 change nothing. Rows are padded to 16 targets.
/// </summary>
internal static class SparseRows
{
    /// <summary>Targets that one pass holds in registers.</summary>
    public const int Group = 16;

    private const int Width = 8;
    private const int WordBits = 32;

    public static int Pad(int targets) => (targets + Group - 1) / Group * Group;

    /// <summary>target = start + Σ rows of the spikes, in ascending order of the source.</summary>
    /// <param name="spikes">[block], 32 sources in each word.</param>
    /// <param name="rows">[source, padded target].</param>
    /// <param name="start">[padded target].</param>
    /// <param name="target">[padded target].</param>
    public static void Sum(ReadOnlySpan<uint> spikes, ReadOnlySpan<float> rows, ReadOnlySpan<float> start, Span<float> target)
    {
        Check(spikes.Length, rows.Length, start.Length);
        Check(spikes.Length, rows.Length, target.Length);
        ref var row = ref MemoryMarshal.GetReference(rows);
        for (var first = 0; first < target.Length; first += Group)
        {
            var (low, high) = (Vector256.Create(start.Slice(first, Width)), Vector256.Create(start.Slice(first + Width, Width)));
            for (var word = 0; word < spikes.Length; word++)
            {
                for (var bits = spikes[word]; bits != 0; bits &= bits - 1)
                {
                    var source = (word * WordBits) + BitOperations.TrailingZeroCount(bits);
                    ref var weights = ref Unsafe.Add(ref row, (source * target.Length) + first);
                    low += Vector256.LoadUnsafe(ref weights);
                    high += Vector256.LoadUnsafe(ref weights, Width);
                }
            }

            low.CopyTo(target[first..]);
            high.CopyTo(target[(first + Width)..]);
        }
    }

    /// <summary>Adds the values to the row of every source that spiked.</summary>
    /// <param name="spikes">[block].</param>
    /// <param name="values">[padded target].</param>
    /// <param name="rows">[source, padded target].</param>
    public static void Add(ReadOnlySpan<uint> spikes, ReadOnlySpan<float> values, Span<float> rows)
    {
        Check(spikes.Length, rows.Length, values.Length);
        ref var row = ref MemoryMarshal.GetReference(rows);
        for (var first = 0; first < values.Length; first += Group)
        {
            var (low, high) = (Vector256.Create(values.Slice(first, Width)), Vector256.Create(values.Slice(first + Width, Width)));
            for (var word = 0; word < spikes.Length; word++)
            {
                for (var bits = spikes[word]; bits != 0; bits &= bits - 1)
                {
                    var source = (word * WordBits) + BitOperations.TrailingZeroCount(bits);
                    ref var sums = ref Unsafe.Add(ref row, (source * values.Length) + first);
                    (Vector256.LoadUnsafe(ref sums) + low).StoreUnsafe(ref sums);
                    (Vector256.LoadUnsafe(ref sums, Width) + high).StoreUnsafe(ref sums, Width);
                }
            }
        }
    }

    // A bit of any word must find its row: rows are there for all bits, also of padding.
    private static void Check(int words, int rows, int targets)
    {
        if (targets % Group != 0 || rows != words * WordBits * targets)
        {
            throw new ArgumentException($"Rows of {rows} floats do not fit {words} words of spikes and {targets} targets; they need {words * WordBits * targets}, and the targets a multiple of {Group}.");
        }
    }
}
