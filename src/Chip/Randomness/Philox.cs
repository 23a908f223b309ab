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

    /// <summary>Eight blocks at eight counters, lane by lane the same words as the scalar form.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Next(StreamKey key, ref Vector256<uint> c0, ref Vector256<uint> c1, ref Vector256<uint> c2, ref Vector256<uint> c3)
    {
        var (k0, k1) = key;
        for (var round = 0; round < Rounds; round++)
        {
            Multiply(c0, M0, out var high0, out var low0);
            Multiply(c2, M1, out var high1, out var low1);
            c0 = high1 ^ c1 ^ Vector256.Create(k0);
            c1 = low1;
            c2 = high0 ^ c3 ^ Vector256.Create(k1);
            c3 = low0;
            k0 += W0;
            k1 += W1;
        }
    }

    /// <summary>Uniform in (0, 1), 32 bits, never 0 and never 1.</summary>
    public static double ToUniform(uint word) => (word + 0.5) * (1.0 / 4294967296.0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Multiply(Vector256<uint> a, uint b, out Vector256<uint> high, out Vector256<uint> low)
    {
        if (Avx2.IsSupported)
        {
            var factor = Vector256.Create(b);
            var even = Avx2.Multiply(a, factor).AsUInt32();
            var odd = Avx2.Multiply(Avx2.ShiftRightLogical(a.AsUInt64(), 32).AsUInt32(), factor).AsUInt32();
            low = Avx2.Blend(even, Avx2.ShiftLeftLogical(odd.AsUInt64(), 32).AsUInt32(), 0b1010_1010);
            high = Avx2.Blend(Avx2.ShiftRightLogical(even.AsUInt64(), 32).AsUInt32(), odd, 0b1010_1010);
            return;
        }

        low = a * Vector256.Create(b);
        var (lower, upper) = Vector256.Widen(a);
        var wide = Vector256.Create((ulong)b);
        high = Vector256.Narrow(Vector256.ShiftRightLogical(lower * wide, 32), Vector256.ShiftRightLogical(upper * wide, 32));
    }
}
