using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Bss2.Chip.Randomness;

/// <summary>
/// Philox blocks at counters (time, circuit, sample, update) for many times and circuits of one sample, the same words as <see cref="Philox"/> gives.
/// In the first two rounds nothing mixes time with circuit, and one product of the third still has time alone: those are made once for a time and once
/// for a circuit, which leaves 9 of 14 multiplications to each block.
/// </summary>
internal static class PhiloxGrid
{
    /// <summary>What depends on the time: words that lanes take as they are.</summary>
    internal readonly record struct Time(ulong W0, ulong W1, ulong W2, ulong W3);

    /// <summary>What depends on eight circuits; even and odd lanes apart, as in <see cref="Philox"/>.</summary>
    internal readonly struct Circuits
    {
        public Vector256<ulong> HighEven { get; init; }

        public Vector256<ulong> LowEven { get; init; }

        public Vector256<ulong> HighOdd { get; init; }

        public Vector256<ulong> LowOdd { get; init; }
    }

    public static Time AtTime(StreamKey key, uint time, uint sample, uint update)
    {
        var (k0, k1) = key;
        var first = (ulong)Philox.M0 * time;
        var second = (ulong)Philox.M1 * ((uint)(first >> 32) ^ update ^ k1);
        var third = (ulong)Philox.M0 * ((uint)(second >> 32) ^ (Philox.M1 * sample) ^ (k0 + Philox.W0));
        return new Time((uint)first, (uint)second ^ (k0 + unchecked(2 * Philox.W0)), (uint)(third >> 32) ^ (k1 + unchecked(2 * Philox.W1)), (uint)third);
    }

    public static Circuits OfCircuits(in PhiloxSchedule keys, Vector256<uint> circuits, uint sample)
    {
        var common = Vector256.Create(((ulong)Philox.M1 * sample) >> 32) ^ keys.A0;
        var even = Philox.Multiply(circuits.AsUInt64() ^ common, Vector256.Create((ulong)Philox.M0));
        var odd = Philox.Multiply(Vector256.ShiftRightLogical(circuits.AsUInt64(), 32) ^ common, Vector256.Create((ulong)Philox.M0));
        return new Circuits
        {
            HighEven = Vector256.ShiftRightLogical(even, 32) ^ keys.B1,
            LowEven = even,
            HighOdd = Vector256.ShiftRightLogical(odd, 32) ^ keys.B1,
            LowOdd = odd,
        };
    }

    /// <summary>Eight blocks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Next(
        in PhiloxSchedule keys, in Time time, in Circuits circuits, out Vector256<uint> x0, out Vector256<uint> x1, out Vector256<uint> x2, out Vector256<uint> x3)
    {
        var (w0, w1, w2) = (Vector256.Create(time.W0), Vector256.Create(time.W1), Vector256.Create(time.W2));
        var a1 = Philox.Multiply(circuits.HighEven ^ w0, Vector256.Create((ulong)Philox.M1));
        var b1 = Philox.Multiply(circuits.HighOdd ^ w0, Vector256.Create((ulong)Philox.M1));
        var a0 = Vector256.ShiftRightLogical(a1, 32) ^ w1;
        var b0 = Vector256.ShiftRightLogical(b1, 32) ^ w1;
        var a2 = circuits.LowEven ^ w2;
        var b2 = circuits.LowOdd ^ w2;
        var a3 = Vector256.Create(time.W3);
        var b3 = a3;

        Philox.Round(keys.A3, keys.B3, ref a0, ref a1, ref a2, ref a3);
        Philox.Round(keys.A3, keys.B3, ref b0, ref b1, ref b2, ref b3);
        Philox.Round(keys.A4, keys.B4, ref a0, ref a1, ref a2, ref a3);
        Philox.Round(keys.A4, keys.B4, ref b0, ref b1, ref b2, ref b3);
        Philox.Round(keys.A5, keys.B5, ref a0, ref a1, ref a2, ref a3);
        Philox.Round(keys.A5, keys.B5, ref b0, ref b1, ref b2, ref b3);
        Philox.Round(keys.A6, keys.B6, ref a0, ref a1, ref a2, ref a3);
        Philox.Round(keys.A6, keys.B6, ref b0, ref b1, ref b2, ref b3);

        x0 = Philox.Interleave(a0, b0);
        x1 = Philox.Interleave(a1, b1);
        x2 = Philox.Interleave(a2, b2);
        x3 = Philox.Interleave(a3, b3);
    }
}
