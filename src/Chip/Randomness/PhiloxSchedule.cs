using System.Runtime.Intrinsics;

namespace Bss2.Chip.Randomness;

/// <summary>The round keys of a stream, spread over the lanes of the vector form; made once for a stream, used for all its blocks.</summary>
public readonly struct PhiloxSchedule
{
    private PhiloxSchedule(StreamKey key)
    {
        (A0, B0) = At(key, 0);
        (A1, B1) = At(key, 1);
        (A2, B2) = At(key, 2);
        (A3, B3) = At(key, 3);
        (A4, B4) = At(key, 4);
        (A5, B5) = At(key, 5);
        (A6, B6) = At(key, 6);
    }

    internal readonly Vector256<ulong> A0, B0, A1, B1, A2, B2, A3, B3, A4, B4, A5, B5, A6, B6;

    public static PhiloxSchedule Of(StreamKey key) => new(key);

    private static (Vector256<ulong> A, Vector256<ulong> B) At(StreamKey key, uint round) =>
        (Vector256.Create((ulong)(key.K0 + (round * Philox.W0))), Vector256.Create((ulong)(key.K1 + (round * Philox.W1))));
}
