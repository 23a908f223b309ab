using System.Numerics;

namespace Bss2.Trainer.Tests.Numerics.SpikeTimes;

/// <summary>Exponential and logarithm in fixed point with 400 fractional bits, from their series: some 100 decimal digits, against which float64 is exact.</summary>
internal static class BigDecimalMath
{
    private const int Bits = 400;
    private static readonly BigInteger One = BigInteger.One << Bits;
    private static readonly BigInteger Ln2 = 2 * Artanh(One / 3);

    /// <summary>Distance of <paramref name="value"/> from the exact number, in units of its last place.</summary>
    public static double Ulps(double value, BigInteger exact) => (double)BigInteger.Abs(Of(value) - exact) / (double)Of(Math.BitIncrement(Math.Abs(value)) - Math.Abs(value));

    public static BigInteger Of(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)((bits >> 52) & 0x7FF);
        BigInteger mantissa = (bits & 0xF_FFFF_FFFF_FFFF) | (exponent == 0 ? 0 : 0x10_0000_0000_0000);
        var shift = Math.Max(exponent, 1) - 1075 + Bits;
        var magnitude = shift >= 0 ? mantissa << shift : mantissa >> -shift;
        return bits < 0 ? -magnitude : magnitude;
    }

    public static BigInteger Exp(double x)
    {
        // Halved until small, then squared back.
        const int Halvings = 12;
        var r = Of(x) >> Halvings;
        var (sum, term) = (One, One);
        for (var k = 1; !term.IsZero && k < 200; k++)
        {
            term = ((term * r) >> Bits) / k;
            sum += term;
        }

        for (var k = 0; k < Halvings; k++)
        {
            sum = (sum * sum) >> Bits;
        }

        return sum;
    }

    public static BigInteger Expm1(double x) => Exp(x) - One;

    public static BigInteger Log(double x) => LogOf(Of(x));

    public static BigInteger Log1p(double x) => LogOf(One + Of(x));

    private static BigInteger LogOf(BigInteger x)
    {
        var k = (int)x.GetBitLength() - 1 - Bits;
        var m = k >= 0 ? x >> k : x << -k;
        return (k * Ln2) + (2 * Artanh(((m - One) << Bits) / (m + One)));
    }

    private static BigInteger Artanh(BigInteger s)
    {
        var square = (s * s) >> Bits;
        var (sum, power) = (s, s);
        for (var k = 3; !power.IsZero && k < 1000; k += 2)
        {
            power = (power * square) >> Bits;
            sum += power / k;
        }

        return sum;
    }
}
