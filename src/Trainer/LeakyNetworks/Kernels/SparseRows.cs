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

    public static int Pad(int targets) => (targets + Group - 1) / Group * Group;

    /// <summary>target = start + Σ rows of the spikes, in ascending order of the source. Two time steps at once, so that their chains of additions hide each other's latency.</summary>
    /// <param name="spikes">Sources that spiked at one step, ascending.</param>
    /// <param name="later">The same for another step; empty where there is none.</param>
    /// <param name="rows">[source, padded target].</param>
    /// <param name="start">[padded target].</param>
    /// <param name="target">[padded target], of the first step.</param>
    /// <param name="laterTarget">[padded target], of the other step.</param>
    public static void Sum(ReadOnlySpan<ushort> spikes, ReadOnlySpan<ushort> later, ReadOnlySpan<float> rows, ReadOnlySpan<float> start, Span<float> target, Span<float> laterTarget)
    {
        Check(spikes, rows.Length, start.Length);
        Check(later, rows.Length, target.Length);
        ref var row = ref MemoryMarshal.GetReference(rows);
        var stride = target.Length;
        var both = Math.Min(spikes.Length, later.Length);
        ref var source = ref MemoryMarshal.GetReference(spikes);
        ref var laterSource = ref MemoryMarshal.GetReference(later);
        for (var first = 0; first < stride; first += Group)
        {
            var (low, high) = (Vector256.Create(start.Slice(first, Width)), Vector256.Create(start.Slice(first + Width, Width)));
            var (laterLow, laterHigh) = (low, high);
            ref var column = ref Unsafe.Add(ref row, first);
            for (var k = 0; k < both; k++)
            {
                ref var weights = ref Unsafe.Add(ref column, Unsafe.Add(ref source, k) * stride);
                ref var others = ref Unsafe.Add(ref column, Unsafe.Add(ref laterSource, k) * stride);
                low += Vector256.LoadUnsafe(ref weights);
                high += Vector256.LoadUnsafe(ref weights, Width);
                laterLow += Vector256.LoadUnsafe(ref others);
                laterHigh += Vector256.LoadUnsafe(ref others, Width);
            }

            Rest(spikes[both..], ref column, stride, ref low, ref high);
            Rest(later[both..], ref column, stride, ref laterLow, ref laterHigh);
            low.CopyTo(target[first..]);
            high.CopyTo(target[(first + Width)..]);
            if (!laterTarget.IsEmpty)
            {
                laterLow.CopyTo(laterTarget[first..]);
                laterHigh.CopyTo(laterTarget[(first + Width)..]);
            }
        }
    }

    /// <summary>Adds the values to the row of every source that spiked.</summary>
    /// <param name="spikes">Sources that spiked.</param>
    /// <param name="values">[padded target].</param>
    /// <param name="rows">[source, padded target].</param>
    public static void Add(ReadOnlySpan<ushort> spikes, ReadOnlySpan<float> values, Span<float> rows)
    {
        Check(spikes, rows.Length, values.Length);
        ref var row = ref MemoryMarshal.GetReference(rows);
        for (var first = 0; first < values.Length; first += Group)
        {
            var (low, high) = (Vector256.Create(values.Slice(first, Width)), Vector256.Create(values.Slice(first + Width, Width)));
            foreach (var source in spikes)
            {
                ref var sums = ref Unsafe.Add(ref row, (source * values.Length) + first);
                (Vector256.LoadUnsafe(ref sums) + low).StoreUnsafe(ref sums);
                (Vector256.LoadUnsafe(ref sums, Width) + high).StoreUnsafe(ref sums, Width);
            }
        }
    }

    private static void Rest(ReadOnlySpan<ushort> spikes, ref float column, int stride, ref Vector256<float> low, ref Vector256<float> high)
    {
        foreach (var source in spikes)
        {
            ref var weights = ref Unsafe.Add(ref column, source * stride);
            low += Vector256.LoadUnsafe(ref weights);
            high += Vector256.LoadUnsafe(ref weights, Width);
        }
    }

    // Lists ascend, so the last source is the highest.
    private static void Check(ReadOnlySpan<ushort> spikes, int rows, int targets)
    {
        if (targets % Group != 0 || (!spikes.IsEmpty && (spikes[^1] + 1) * targets > rows))
        {
            throw new ArgumentException($"Rows of {rows} floats do not hold source {(spikes.IsEmpty ? 0 : spikes[^1])} with {targets} targets each; targets must be a multiple of {Group}.");
        }
    }
}
