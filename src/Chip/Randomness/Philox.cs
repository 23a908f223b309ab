using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Bss2.Chip.Randomness;

/// <summary>Four words of 32 random bits.</summary>
public readonly record struct PhiloxBlock(uint X0, uint X1, uint X2, uint X3);

/// <summary>
/// Philox4x32 with seven rounds: a counter-based generator, i.e. a pure function of (key, counter) without state.
/// Seven rounds are the fewest that pass BigCrush (Salmon et al., SC 2011, table 2).
/// </summary>
public static class Philox
{
    internal const uint W0 = 0x9E3779B9;
    internal const uint W1 = 0xBB67AE85;
    internal const uint M0 = 0xD2511F53;
    internal const uint M1 = 0xCD9E8D57;
    private const int Rounds = 7;

    /// <summary>The block at one counter.</summary>
    public static PhiloxBlock Next(StreamKey key, uint c0, uint c1, uint c2, uint c3)
    {
        var (k0, k1) = key;
        for (var round = 0; round < Rounds; round++)
        {
            var p0 = (ulong)M0 * c0;
            var p1 = (ulong)M1 * c2;
            (c0, c1, c2, c3) = ((uint)(p1 >> 32) ^ c1 ^ k0, (uint)p1, (uint)(p0 >> 32) ^ c3 ^ k1, (uint)p0);
            k0 += W0;
            k1 += W1;
        }

        return new PhiloxBlock(c0, c1, c2, c3);
    }

    /// <summary>Eight blocks at eight counters, lane by lane the same words as the scalar form.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Next(StreamKey key, ref Vector256<uint> c0, ref Vector256<uint> c1, ref Vector256<uint> c2, ref Vector256<uint> c3) =>
        Next(PhiloxSchedule.Of(key), ref c0, ref c1, ref c2, ref c3);

    /// <summary>
    /// The same with the round keys at hand. Inside, each counter sits in the low half of a 64 bit lane (even and odd lanes apart), where
    /// the widening multiplication leaves both halves of its product; upper halves hold leftovers. Unrolled, so that nothing is moved between rounds.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Next(in PhiloxSchedule keys, ref Vector256<uint> c0, ref Vector256<uint> c1, ref Vector256<uint> c2, ref Vector256<uint> c3)
    {
        var (a0, a1, a2, a3) = (c0.AsUInt64(), c1.AsUInt64(), c2.AsUInt64(), c3.AsUInt64());
        var b0 = Vector256.ShiftRightLogical(a0, 32);
        var b1 = Vector256.ShiftRightLogical(a1, 32);
        var b2 = Vector256.ShiftRightLogical(a2, 32);
        var b3 = Vector256.ShiftRightLogical(a3, 32);

        Round(keys.A0, keys.B0, ref a0, ref a1, ref a2, ref a3);
        Round(keys.A0, keys.B0, ref b0, ref b1, ref b2, ref b3);
        Round(keys.A1, keys.B1, ref a0, ref a1, ref a2, ref a3);
        Round(keys.A1, keys.B1, ref b0, ref b1, ref b2, ref b3);
        Round(keys.A2, keys.B2, ref a0, ref a1, ref a2, ref a3);
        Round(keys.A2, keys.B2, ref b0, ref b1, ref b2, ref b3);
        Round(keys.A3, keys.B3, ref a0, ref a1, ref a2, ref a3);
        Round(keys.A3, keys.B3, ref b0, ref b1, ref b2, ref b3);
        Round(keys.A4, keys.B4, ref a0, ref a1, ref a2, ref a3);
        Round(keys.A4, keys.B4, ref b0, ref b1, ref b2, ref b3);
        Round(keys.A5, keys.B5, ref a0, ref a1, ref a2, ref a3);
        Round(keys.A5, keys.B5, ref b0, ref b1, ref b2, ref b3);
        Round(keys.A6, keys.B6, ref a0, ref a1, ref a2, ref a3);
        Round(keys.A6, keys.B6, ref b0, ref b1, ref b2, ref b3);

        c0 = Interleave(a0, b0);
        c1 = Interleave(a1, b1);
        c2 = Interleave(a2, b2);
        c3 = Interleave(a3, b3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Round(Vector256<ulong> keyA, Vector256<ulong> keyB, ref Vector256<ulong> x0, ref Vector256<ulong> x1, ref Vector256<ulong> x2, ref Vector256<ulong> x3)
    {
        var p0 = Multiply(x0, Vector256.Create((ulong)M0));
        var p1 = Multiply(x2, Vector256.Create((ulong)M1));
        x0 = Vector256.ShiftRightLogical(p1, 32) ^ (x1 ^ keyA);
        x2 = Vector256.ShiftRightLogical(p0, 32) ^ (x3 ^ keyB);
        x1 = p1;
        x3 = p0;
    }

    /// <summary>Uniform in (0, 1), 32 bits, never 0 and never 1.</summary>
    public static double ToUniform(uint word) => (word + 0.5) * (1.0 / 4294967296.0);

    /// <summary>Full products of the low halves of 64 bit lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<ulong> Multiply(Vector256<ulong> a, Vector256<ulong> b) =>
        Avx2.IsSupported ? Avx2.Multiply(a.AsUInt32(), b.AsUInt32()) : (a & Vector256.Create(0xFFFF_FFFFUL)) * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<uint> Interleave(Vector256<ulong> even, Vector256<ulong> odd) =>
        ((even & Vector256.Create(0xFFFF_FFFFUL)) | Vector256.ShiftLeft(odd, 32)).AsUInt32();
}
