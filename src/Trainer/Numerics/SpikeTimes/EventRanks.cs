using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Bss2.Trainer.Numerics.SpikeTimes;

/// <summary>
/// Puts events almost in order by counting, for each, how many come before it: quadratic, but without a branch that depends on the data, so that up to some
/// hundred events it is several times faster than comparing and moving. Counts in float32, which keeps the order of float64 up to new ties; these stay in
/// order of number.
/// </summary>
internal static class EventRanks
{
    private const int Lanes = 8;
    private const int Block = 2 * Lanes;

    /// <summary>Length of scratch that <paramref name="events"/> need.</summary>
    public static int Pad(int events) => ((events + Block - 1) / Block) * Block;

    /// <summary>The position of each event.</summary>
    /// <param name="keys">[padded event], infinity beyond the last.</param>
    /// <param name="events">Number of events.</param>
    /// <param name="ranks">[padded event], written.</param>
    public static void Of(ReadOnlySpan<float> keys, int events, Span<int> ranks)
    {
        ref var key = ref MemoryMarshal.GetReference(keys);
        ref var rank = ref MemoryMarshal.GetReference(ranks);
        var lane = Vector256.Create(0, 1, 2, 3, 4, 5, 6, 7);
        for (var block = 0; block < events; block += Block)
        {
            var low = Vector256.LoadUnsafe(ref key, (nuint)block);
            var high = Vector256.LoadUnsafe(ref key, (nuint)(block + Lanes));
            var (lowRank, highRank) = (Vector256<int>.Zero, Vector256<int>.Zero);
            var k = 0;
            for (; k < block; k++)
            {
                var other = Vector256.Create(keys[k]);
                lowRank -= Vector256.LessThanOrEqual(other, low).AsInt32();
                highRank -= Vector256.LessThanOrEqual(other, high).AsInt32();
            }

            for (; k < block + Block && k < events; k++)
            {
                var other = Vector256.Create(keys[k]);
                var before = Vector256.Create(k - block);
                lowRank -= (Vector256.LessThan(other, low) | (Vector256.Equals(other, low) & Vector256.LessThan(before, lane).AsSingle())).AsInt32();
                highRank -= (Vector256.LessThan(other, high) | (Vector256.Equals(other, high) & Vector256.LessThan(before, lane + Vector256.Create(Lanes)).AsSingle())).AsInt32();
            }

            for (; k < events; k++)
            {
                var other = Vector256.Create(keys[k]);
                lowRank -= Vector256.LessThan(other, low).AsInt32();
                highRank -= Vector256.LessThan(other, high).AsInt32();
            }

            lowRank.StoreUnsafe(ref rank, (nuint)block);
            highRank.StoreUnsafe(ref rank, (nuint)(block + Lanes));
        }
    }
}
