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
    private const int Rounds = 7;
    private const uint M0 = 0xD2511F53;
    private const uint M1 = 0xCD9E8D57;
    private const uint W0 = 0x9E3779B9;
    private const uint W1 = 0xBB67AE85;

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

    /// <summary>
    /// Eight blocks at eight counters, lane by lane the same words as the scalar form. Inside, each counter sits in the low half of a 64 bit
    /// lane (even and odd lanes apart), where the widening multiplication leaves both halves of its product; upper halves hold leftovers.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Next(StreamKey key, ref Vector256<uint> c0, ref Vector256<uint> c1, ref Vector256<uint> c2, ref Vector256<uint> c3)
    {
        var (e0, e1, e2, e3) = (c0.AsUInt64(), c1.AsUInt64(), c2.AsUInt64(), c3.AsUInt64());
        var o0 = Vector256.ShiftRightLogical(e0, 32);
        var o1 = Vector256.ShiftRightLogical(e1, 32);
        var o2 = Vector256.ShiftRightLogical(e2, 32);
        var o3 = Vector256.ShiftRightLogical(e3, 32);
        var m0 = Vector256.Create((ulong)M0);
        var m1 = Vector256.Create((ulong)M1);
        var (k0, k1) = key;
        for (var round = 0; round < Rounds; round++)
        {
            var key0 = Vector256.Create((ulong)k0);
            var key1 = Vector256.Create((ulong)k1);
            var p0 = Multiply(e0, m0);
            var p1 = Multiply(e2, m1);
            var q0 = Multiply(o0, m0);
            var q1 = Multiply(o2, m1);
            e0 = Vector256.ShiftRightLogical(p1, 32) ^ (e1 ^ key0);
            e2 = Vector256.ShiftRightLogical(p0, 32) ^ (e3 ^ key1);
            o0 = Vector256.ShiftRightLogical(q1, 32) ^ (o1 ^ key0);
            o2 = Vector256.ShiftRightLogical(q0, 32) ^ (o3 ^ key1);
            (e1, e3, o1, o3) = (p1, p0, q1, q0);
            k0 += W0;
            k1 += W1;
        }

        c0 = Interleave(e0, o0);
        c1 = Interleave(e1, o1);
        c2 = Interleave(e2, o2);
        c3 = Interleave(e3, o3);
    }

    /// <summary>Uniform in (0, 1), 32 bits, never 0 and never 1.</summary>
    public static double ToUniform(uint word) => (word + 0.5) * (1.0 / 4294967296.0);

    /// <summary>Full products of the low halves of 64 bit lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Multiply(Vector256<ulong> a, Vector256<ulong> b) =>
        Avx2.IsSupported ? Avx2.Multiply(a.AsUInt32(), b.AsUInt32()) : (a & Vector256.Create(0xFFFF_FFFFUL)) * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Interleave(Vector256<ulong> even, Vector256<ulong> odd) =>
        ((even & Vector256.Create(0xFFFF_FFFFUL)) | Vector256.ShiftLeft(odd, 32)).AsUInt32();
}
