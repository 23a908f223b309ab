namespace Bss2.Trainer.Numerics.SpikeTimes;

/// <summary>
/// Exponential and logarithm in float64 with the same bits on every platform, within one unit of the last place (e^x − 1 within
/// 1.6, ln(1 + x) within 1.25; tests measure it against exact arithmetic): additions, multiplications, divisions and written-out fused multiply-adds only. <see cref="ElementaryVectors"/> gives the same bits lane by lane.
/// </summary>
internal static class Elementary
{
    internal const double Log2E = 1.4426950408889634;

    // ln 2 in two parts; the first has 21 trailing zero bits, so that its multiples by an exponent are exact.
    internal const double Ln2High = 6.93147180369123816490e-01;
    internal const double Ln2Low = 1.90821492927058770002e-10;

    // Adding 1.5 * 2^52 rounds to the nearest integer, ties to even, and leaves that integer in the low bits.
    internal const double RoundingShift = 6755399441055744.0;
    internal const double SmallestExponent = -708;
    internal const double LargestExponent = 709;

    // Below this, e^x - 1 is -1 to the last bit.
    internal const double SmallestMinusOne = -40;

    internal const long RootHalfBits = 0x3FE6A09E667F3BCD;
    internal const long OneBits = 0x3FF0_0000_0000_0000;
    internal const long FractionMask = 0x000F_FFFF_FFFF_FFFF;
    internal const long IntegerBits = 0x4330_0000_0000_0000;
    internal const double IntegerOffset = 4503599627370496.0 + 1023;
    internal const double SmallestNormal = 2.2250738585072014e-308;
    internal const double SubnormalScale = 18014398509481984.0;
    internal const double SubnormalShift = 54;

    /// <summary>e to the power x; 0 below −708, infinity above 709.</summary>
    public static double Exp(double x)
    {
        if (x < SmallestExponent)
        {
            return 0;
        }

        if (x > LargestExponent)
        {
            return double.PositiveInfinity;
        }

        var (scale, p) = Reduced(x);
        return (1 + p) * scale;
    }

    /// <summary>e to the power x, minus one; accurate for small x.</summary>
    public static double Expm1(double x)
    {
        if (x < SmallestMinusOne)
        {
            return -1;
        }

        if (x > LargestExponent)
        {
            return double.PositiveInfinity;
        }

        var (scale, p) = Reduced(x);
        return Math.FusedMultiplyAdd(scale, p, scale - 1);
    }

    /// <summary>Natural logarithm: −infinity at 0, NaN below.</summary>
    public static double Log(double x)
    {
        if (!(x > 0 && x < double.PositiveInfinity))
        {
            return x == 0 ? double.NegativeInfinity : x > 0 ? x : double.NaN;
        }

        var subnormal = x < SmallestNormal;
        var (k, m) = Split(subnormal ? x * SubnormalScale : x);
        return Assemble(subnormal ? k - SubnormalShift : k, m - 1, 0);
    }

    /// <summary>Natural logarithm of 1 + x; accurate for small x.</summary>
    public static double Log1p(double x)
    {
        var u = 1 + x;
        if (!(u > 0 && u < double.PositiveInfinity))
        {
            return u == 0 ? double.NegativeInfinity : u > 0 ? u : double.NaN;
        }

        // What the sum 1 + x lost in rounding comes back as a correction of first order.
        var (k, m) = Split(u);
        var lost = (x >= 1 ? 1 - (u - x) : x - (u - 1)) / u;
        return k == 0 ? Assemble(0, x, 0) : Assemble(k, m - 1, lost);
    }

    // x = n ln 2 + r with |r| <= ln(2)/2; gives 2^n and e^r - 1.
    private static (double Scale, double MinusOne) Reduced(double x)
    {
        var shifted = Math.FusedMultiplyAdd(x, Log2E, RoundingShift);
        var n = shifted - RoundingShift;
        var r = Math.FusedMultiplyAdd(-n, Ln2High, x);
        r = Math.FusedMultiplyAdd(-n, Ln2Low, r);

        // Taylor series to the 13th power, remainder below 5e-18.
        var q = 1.0 / 6227020800.0;
        q = Math.FusedMultiplyAdd(q, r, 1.0 / 479001600.0);
        q = Math.FusedMultiplyAdd(q, r, 1.0 / 39916800.0);
        q = Math.FusedMultiplyAdd(q, r, 1.0 / 3628800.0);
        q = Math.FusedMultiplyAdd(q, r, 1.0 / 362880.0);
        q = Math.FusedMultiplyAdd(q, r, 1.0 / 40320.0);
        q = Math.FusedMultiplyAdd(q, r, 1.0 / 5040.0);
        q = Math.FusedMultiplyAdd(q, r, 1.0 / 720.0);
        q = Math.FusedMultiplyAdd(q, r, 1.0 / 120.0);
        q = Math.FusedMultiplyAdd(q, r, 1.0 / 24.0);
        q = Math.FusedMultiplyAdd(q, r, 1.0 / 6.0);
        q = Math.FusedMultiplyAdd(q, r, 0.5);
        var scale = BitConverter.Int64BitsToDouble((BitConverter.DoubleToInt64Bits(shifted) << 52) + OneBits);
        return (scale, Math.FusedMultiplyAdd(r * r, q, r));
    }

    // x = 2^k m with m in [sqrt(1/2), sqrt(2)).
    private static (double Exponent, double Mantissa) Split(double x)
    {
        var bits = BitConverter.DoubleToInt64Bits(x) + (OneBits - RootHalfBits);
        var exponent = BitConverter.Int64BitsToDouble((bits >>> 52) | IntegerBits) - IntegerOffset;
        return (exponent, BitConverter.Int64BitsToDouble((bits & FractionMask) + RootHalfBits));
    }

    // ln(2^k (1 + f)) + lost, by ln(1 + f) = 2 artanh s with s = f / (2 + f), |s| <= 0.1716: f - f^2/2 + s (f^2/2 + series).
    private static double Assemble(double k, double f, double lost)
    {
        var s = f / (2 + f);
        var z = s * s;
        var p = 2.0 / 21;
        p = Math.FusedMultiplyAdd(p, z, 2.0 / 19);
        p = Math.FusedMultiplyAdd(p, z, 2.0 / 17);
        p = Math.FusedMultiplyAdd(p, z, 2.0 / 15);
        p = Math.FusedMultiplyAdd(p, z, 2.0 / 13);
        p = Math.FusedMultiplyAdd(p, z, 2.0 / 11);
        p = Math.FusedMultiplyAdd(p, z, 2.0 / 9);
        p = Math.FusedMultiplyAdd(p, z, 2.0 / 7);
        p = Math.FusedMultiplyAdd(p, z, 2.0 / 5);
        p = Math.FusedMultiplyAdd(p, z, 2.0 / 3);
        var half = 0.5 * f * f;
        var low = Math.FusedMultiplyAdd(s, Math.FusedMultiplyAdd(p, z, half), Math.FusedMultiplyAdd(k, Ln2Low, lost));
        return Math.FusedMultiplyAdd(k, Ln2High, f - (half - low));
    }
}
