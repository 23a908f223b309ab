using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Bss2.Trainer.Numerics.SpikeTimes;

/// <summary><see cref="Elementary"/> on four lanes: the same operations in the same order, so the same bits.</summary>
internal static class ElementaryVectors
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Exp(Vector256<double> x)
    {
        Reduced(x, out var scale, out var p);
        var result = (Vector256<double>.One + p) * scale;
        result = Vector256.ConditionalSelect(Vector256.LessThan(x, Vector256.Create(Elementary.SmallestExponent)), Vector256<double>.Zero, result);
        return Vector256.ConditionalSelect(Vector256.GreaterThan(x, Vector256.Create(Elementary.LargestExponent)), Vector256.Create(double.PositiveInfinity), result);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Expm1(Vector256<double> x)
    {
        Reduced(x, out var scale, out var p);
        var result = Vector256.FusedMultiplyAdd(scale, p, scale - Vector256<double>.One);
        result = Vector256.ConditionalSelect(Vector256.LessThan(x, Vector256.Create(Elementary.SmallestMinusOne)), Vector256.Create(-1.0), result);
        return Vector256.ConditionalSelect(Vector256.GreaterThan(x, Vector256.Create(Elementary.LargestExponent)), Vector256.Create(double.PositiveInfinity), result);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Log(Vector256<double> x)
    {
        var subnormal = Vector256.LessThan(x, Vector256.Create(Elementary.SmallestNormal));
        Split(Vector256.ConditionalSelect(subnormal, x * Elementary.SubnormalScale, x), out var k, out var m);
        k = Vector256.ConditionalSelect(subnormal, k - Vector256.Create(Elementary.SubnormalShift), k);
        return Guard(x, Assemble(k, m - Vector256<double>.One, Vector256<double>.Zero));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Log1p(Vector256<double> x)
    {
        var one = Vector256<double>.One;
        var u = one + x;
        Split(u, out var k, out var m);
        var lost = Vector256.ConditionalSelect(Vector256.GreaterThanOrEqual(x, one), one - (u - x), x - (u - one)) / u;
        var near = Vector256.Equals(k, Vector256<double>.Zero);
        return Guard(u, Assemble(k, Vector256.ConditionalSelect(near, x, m - one), Vector256.AndNot(lost, near)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Reduced(Vector256<double> x, out Vector256<double> scale, out Vector256<double> minusOne)
    {
        var shift = Vector256.Create(Elementary.RoundingShift);
        var shifted = Vector256.FusedMultiplyAdd(x, Vector256.Create(Elementary.Log2E), shift);
        var n = shifted - shift;
        var r = Vector256.FusedMultiplyAdd(-n, Vector256.Create(Elementary.Ln2High), x);
        r = Vector256.FusedMultiplyAdd(-n, Vector256.Create(Elementary.Ln2Low), r);
        var q = Vector256.Create(1.0 / 6227020800.0);
        q = Vector256.FusedMultiplyAdd(q, r, Vector256.Create(1.0 / 479001600.0));
        q = Vector256.FusedMultiplyAdd(q, r, Vector256.Create(1.0 / 39916800.0));
        q = Vector256.FusedMultiplyAdd(q, r, Vector256.Create(1.0 / 3628800.0));
        q = Vector256.FusedMultiplyAdd(q, r, Vector256.Create(1.0 / 362880.0));
        q = Vector256.FusedMultiplyAdd(q, r, Vector256.Create(1.0 / 40320.0));
        q = Vector256.FusedMultiplyAdd(q, r, Vector256.Create(1.0 / 5040.0));
        q = Vector256.FusedMultiplyAdd(q, r, Vector256.Create(1.0 / 720.0));
        q = Vector256.FusedMultiplyAdd(q, r, Vector256.Create(1.0 / 120.0));
        q = Vector256.FusedMultiplyAdd(q, r, Vector256.Create(1.0 / 24.0));
        q = Vector256.FusedMultiplyAdd(q, r, Vector256.Create(1.0 / 6.0));
        q = Vector256.FusedMultiplyAdd(q, r, Vector256.Create(0.5));
        scale = (Vector256.ShiftLeft(shifted.AsInt64(), 52) + Vector256.Create(Elementary.OneBits)).AsDouble();
        minusOne = Vector256.FusedMultiplyAdd(r * r, q, r);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Split(Vector256<double> x, out Vector256<double> exponent, out Vector256<double> mantissa)
    {
        var bits = x.AsInt64() + Vector256.Create(Elementary.OneBits - Elementary.RootHalfBits);
        exponent = (Vector256.ShiftRightLogical(bits, 52) | Vector256.Create(Elementary.IntegerBits)).AsDouble() - Vector256.Create(Elementary.IntegerOffset);
        mantissa = ((bits & Vector256.Create(Elementary.FractionMask)) + Vector256.Create(Elementary.RootHalfBits)).AsDouble();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Assemble(Vector256<double> k, Vector256<double> f, Vector256<double> lost)
    {
        var s = f / (Vector256.Create(2.0) + f);
        var z = s * s;
        var p = Vector256.Create(2.0 / 21);
        p = Vector256.FusedMultiplyAdd(p, z, Vector256.Create(2.0 / 19));
        p = Vector256.FusedMultiplyAdd(p, z, Vector256.Create(2.0 / 17));
        p = Vector256.FusedMultiplyAdd(p, z, Vector256.Create(2.0 / 15));
        p = Vector256.FusedMultiplyAdd(p, z, Vector256.Create(2.0 / 13));
        p = Vector256.FusedMultiplyAdd(p, z, Vector256.Create(2.0 / 11));
        p = Vector256.FusedMultiplyAdd(p, z, Vector256.Create(2.0 / 9));
        p = Vector256.FusedMultiplyAdd(p, z, Vector256.Create(2.0 / 7));
        p = Vector256.FusedMultiplyAdd(p, z, Vector256.Create(2.0 / 5));
        p = Vector256.FusedMultiplyAdd(p, z, Vector256.Create(2.0 / 3));
        var half = Vector256.Create(0.5) * f * f;
        var low = Vector256.FusedMultiplyAdd(s, Vector256.FusedMultiplyAdd(p, z, half), Vector256.FusedMultiplyAdd(k, Vector256.Create(Elementary.Ln2Low), lost));
        return Vector256.FusedMultiplyAdd(k, Vector256.Create(Elementary.Ln2High), f - (half - low));
    }

    // Logarithms of what is not positive and finite.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Guard(Vector256<double> argument, Vector256<double> logarithm)
    {
        var infinity = Vector256.Create(double.PositiveInfinity);
        var ordinary = Vector256.GreaterThan(argument, Vector256<double>.Zero) & Vector256.LessThan(argument, infinity);
        if (Vector256.ExtractMostSignificantBits(ordinary) == 0xF)
        {
            return logarithm;
        }

        var special = Vector256.ConditionalSelect(Vector256.Equals(argument, infinity), infinity, Vector256.Create(double.NaN));
        special = Vector256.ConditionalSelect(Vector256.Equals(argument, Vector256<double>.Zero), Vector256.Create(double.NegativeInfinity), special);
        return Vector256.ConditionalSelect(ordinary, logarithm, special);
    }
}
