using System.Runtime.Intrinsics;

namespace Bss2.Chip.Randomness;

/// <summary>Functions of <see cref="PortableMath"/> over many numbers, four at a time, with the same bits.</summary>
public static class PortableVectors
{
    /// <summary>e to the power of each number.</summary>
    /// <param name="x">[n].</param>
    /// <param name="target">[n], overwritten; may be <paramref name="x"/>.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Exp(ReadOnlySpan<double> x, Span<double> target)
    {
        if (x.Length != target.Length)
        {
            throw new ArgumentException($"{x.Length} exponentials do not fit into {target.Length} numbers; give the target the length of the arguments.", nameof(target));
        }

        var k = 0;
        for (; k <= x.Length - Vector256<double>.Count; k += Vector256<double>.Count)
        {
            var four = Vector256.Create(x.Slice(k, Vector256<double>.Count));
            if (!Vector256.GreaterThanOrEqualAll(four, Vector256.Create(-708.0)) || Vector256.GreaterThanAny(four, Vector256.Create(709.0)))
            {
                // Beyond the series, or no number.
                break;
            }

            Series(four).CopyTo(target[k..]);
        }

        for (; k < x.Length; k++)
        {
            target[k] = PortableMath.Exp(x[k]);
        }
    }

    // Step by step what PortableMath.Exp does to one.
    private static Vector256<double> Series(Vector256<double> x)
    {
        var n = Vector256.Floor(Vector256.FusedMultiplyAdd(x, Vector256.Create(PortableMath.Log2E), Vector256.Create(0.5)));
        var r = Vector256.FusedMultiplyAdd(-n, Vector256.Create(PortableMath.Ln2High), x);
        r = Vector256.FusedMultiplyAdd(-n, Vector256.Create(PortableMath.Ln2Low), r);
        var p = Vector256.Create(1.0 / 6227020800.0);
        p = Vector256.FusedMultiplyAdd(p, r, Vector256.Create(1.0 / 479001600.0));
        p = Vector256.FusedMultiplyAdd(p, r, Vector256.Create(1.0 / 39916800.0));
        p = Vector256.FusedMultiplyAdd(p, r, Vector256.Create(1.0 / 3628800.0));
        p = Vector256.FusedMultiplyAdd(p, r, Vector256.Create(1.0 / 362880.0));
        p = Vector256.FusedMultiplyAdd(p, r, Vector256.Create(1.0 / 40320.0));
        p = Vector256.FusedMultiplyAdd(p, r, Vector256.Create(1.0 / 5040.0));
        p = Vector256.FusedMultiplyAdd(p, r, Vector256.Create(1.0 / 720.0));
        p = Vector256.FusedMultiplyAdd(p, r, Vector256.Create(1.0 / 120.0));
        p = Vector256.FusedMultiplyAdd(p, r, Vector256.Create(1.0 / 24.0));
        p = Vector256.FusedMultiplyAdd(p, r, Vector256.Create(1.0 / 6.0));
        p = Vector256.FusedMultiplyAdd(p, r, Vector256.Create(0.5));
        p = Vector256.FusedMultiplyAdd(p, r, Vector256<double>.One);
        p = Vector256.FusedMultiplyAdd(p, r, Vector256<double>.One);

        // Added to 1.5 * 2^52, n stands in the lowest bits; the shift drops all others.
        var exponent = (n + Vector256.Create(6755399441055744.0)).AsInt64() + Vector256.Create(1023L);
        return p * Vector256.ShiftLeft(exponent, 52).AsDouble();
    }
}
