namespace Bss2.Chip.Randomness;

/// <summary>
/// Elementary functions whose bits are the same on every platform: built from +, −, ×, ÷ and fused multiply-add alone.
/// The platform's own exp, log and sin may differ in the last bit from one C library to the next and stay out of all results.
/// Relative error below 4e-16 unless said otherwise (tests compare with the platform's functions).
/// </summary>
public static class PortableMath
{
    internal const double Log2E = 1.4426950408889634;
    internal const double Ln2High = 6.93147180369123816490e-01;
    internal const double Ln2Low = 1.90821492927058770002e-10;

    /// <summary>e to the power x. Underflows to 0 below −708, overflows to infinity above 709.</summary>
    public static double Exp(double x)
    {
        if (double.IsNaN(x))
        {
            return x;
        }

        if (x < -708)
        {
            return 0;
        }

        if (x > 709)
        {
            return double.PositiveInfinity;
        }

        var n = Math.Floor(Math.FusedMultiplyAdd(x, Log2E, 0.5));
        var r = Math.FusedMultiplyAdd(-n, Ln2High, x);
        r = Math.FusedMultiplyAdd(-n, Ln2Low, r);

        // Taylor series to the 13th power: |r| <= ln(2)/2, remainder below 5e-18.
        var p = 1.0 / 6227020800.0;
        p = Math.FusedMultiplyAdd(p, r, 1.0 / 479001600.0);
        p = Math.FusedMultiplyAdd(p, r, 1.0 / 39916800.0);
        p = Math.FusedMultiplyAdd(p, r, 1.0 / 3628800.0);
        p = Math.FusedMultiplyAdd(p, r, 1.0 / 362880.0);
        p = Math.FusedMultiplyAdd(p, r, 1.0 / 40320.0);
        p = Math.FusedMultiplyAdd(p, r, 1.0 / 5040.0);
        p = Math.FusedMultiplyAdd(p, r, 1.0 / 720.0);
        p = Math.FusedMultiplyAdd(p, r, 1.0 / 120.0);
        p = Math.FusedMultiplyAdd(p, r, 1.0 / 24.0);
        p = Math.FusedMultiplyAdd(p, r, 1.0 / 6.0);
        p = Math.FusedMultiplyAdd(p, r, 0.5);
        p = Math.FusedMultiplyAdd(p, r, 1.0);
        p = Math.FusedMultiplyAdd(p, r, 1.0);
        return p * BitConverter.Int64BitsToDouble((1023L + (long)n) << 52);
    }

    /// <summary>Natural logarithm of a positive, normal number.</summary>
    public static double Log(double x)
    {
        if (!(x > 0) || !double.IsNormal(x))
        {
            return x == 0 ? double.NegativeInfinity : x > 0 && !double.IsInfinity(x) ? Log(x * 18014398509481984.0) - (54 * 0.6931471805599453) : x > 0 ? x : double.NaN;
        }

        var bits = BitConverter.DoubleToInt64Bits(x);
        var exponent = (int)(bits >> 52) - 1023;
        var mantissa = BitConverter.Int64BitsToDouble((bits & 0x000F_FFFF_FFFF_FFFF) | 0x3FF0_0000_0000_0000);
        if (mantissa > 1.4142135623730951)
        {
            mantissa *= 0.5;
            exponent++;
        }

        // log m = 2 artanh s with s = (m − 1)/(m + 1), |s| <= 0.1716.
        var s = (mantissa - 1) / (mantissa + 1);
        var z = s * s;
        var p = 1.0 / 23;
        for (var k = 21; k >= 3; k -= 2)
        {
            p = Math.FusedMultiplyAdd(p, z, 1.0 / k);
        }

        var series = 2 * s * Math.FusedMultiplyAdd(p, z, 1.0);
        return Math.FusedMultiplyAdd(exponent, Ln2High, Math.FusedMultiplyAdd(exponent, Ln2Low, series));
    }

    /// <summary>Sine and cosine of a whole turn times <paramref name="turns"/>, for turns in [0, 1).</summary>
    public static (double Sine, double Cosine) SinCosTurns(double turns)
    {
        var quarter = Math.Floor(Math.FusedMultiplyAdd(turns, 4, 0.5));
        var x = Math.FusedMultiplyAdd(-0.25, quarter, turns) * 6.283185307179586;
        var z = x * x;

        // Taylor series, |x| <= pi/4.
        var s = 1.0 / 355687428096000.0;
        s = Math.FusedMultiplyAdd(s, z, -1.0 / 1307674368000.0);
        s = Math.FusedMultiplyAdd(s, z, 1.0 / 6227020800.0);
        s = Math.FusedMultiplyAdd(s, z, -1.0 / 39916800.0);
        s = Math.FusedMultiplyAdd(s, z, 1.0 / 362880.0);
        s = Math.FusedMultiplyAdd(s, z, -1.0 / 5040.0);
        s = Math.FusedMultiplyAdd(s, z, 1.0 / 120.0);
        s = Math.FusedMultiplyAdd(s, z, -1.0 / 6.0);
        var sine = Math.FusedMultiplyAdd(s * z, x, x);

        var c = -1.0 / 6402373705728000.0;
        c = Math.FusedMultiplyAdd(c, z, 1.0 / 20922789888000.0);
        c = Math.FusedMultiplyAdd(c, z, -1.0 / 87178291200.0);
        c = Math.FusedMultiplyAdd(c, z, 1.0 / 479001600.0);
        c = Math.FusedMultiplyAdd(c, z, -1.0 / 3628800.0);
        c = Math.FusedMultiplyAdd(c, z, 1.0 / 40320.0);
        c = Math.FusedMultiplyAdd(c, z, -1.0 / 720.0);
        c = Math.FusedMultiplyAdd(c, z, 1.0 / 24.0);
        c = Math.FusedMultiplyAdd(c, z, -0.5);
        var cosine = Math.FusedMultiplyAdd(c, z, 1.0);

        return ((int)quarter & 3) switch
        {
            0 => (sine, cosine),
            1 => (cosine, -sine),
            2 => (-sine, -cosine),
            _ => (-cosine, sine),
        };
    }
}
