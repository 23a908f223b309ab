using System.Runtime.Intrinsics;
using Bss2.Chip.Randomness;

namespace Bss2.Trainer.LeakyNetworks.Functional;

/// <summary>−log softmax(scores)[label] and its derivative, in float64 with portable exp and log; the largest score is taken off first, so nothing overflows.</summary>
internal static class CrossEntropyOfScores
{
    /// <param name="scores">[class].</param>
    /// <param name="label">0..classes − 1.</param>
    /// <param name="gradient">[class], overwritten: softmax − one-hot.</param>
    public static double Evaluate(ReadOnlySpan<double> scores, int label, Span<double> gradient)
    {
        var largest = double.NegativeInfinity;
        foreach (var score in scores)
        {
            largest = Math.Max(largest, score);
        }

        var sum = 0.0;
        Exponentials(scores, largest, gradient);
        for (var k = 0; k < scores.Length; k++)
        {
            sum += gradient[k];
        }

        var done = 0;
        for (; done <= gradient.Length - Vector256<double>.Count; done += Vector256<double>.Count)
        {
            var four = gradient.Slice(done, Vector256<double>.Count);
            (Vector256.Create<double>(four) / sum).CopyTo(four);
        }

        for (; done < gradient.Length; done++)
        {
            gradient[done] /= sum;
        }

        gradient[label] -= 1;
        return PortableMath.Log(sum) - (scores[label] - largest);
    }

    /// <summary>target = exp(scores − largest), four at a time, with the bits of <see cref="PortableMath.Exp"/>.</summary>
    internal static void Exponentials(ReadOnlySpan<double> scores, double largest, Span<double> target)
    {
        var k = 0;
        for (; k <= scores.Length - Vector256<double>.Count; k += Vector256<double>.Count)
        {
            var x = Vector256.Create(scores.Slice(k, Vector256<double>.Count)) - Vector256.Create(largest);
            if (!Vector256.GreaterThanOrEqualAll(x, Vector256.Create(-708.0)) || Vector256.GreaterThanAny(x, Vector256.Create(709.0)))
            {
                // Beyond the series, or no number.
                break;
            }

            Series(x).CopyTo(target[k..]);
        }

        for (; k < scores.Length; k++)
        {
            target[k] = PortableMath.Exp(scores[k] - largest);
        }
    }

    // Step by step what PortableMath.Exp does to one.
    private static Vector256<double> Series(Vector256<double> x)
    {
        var n = Vector256.Floor(Vector256.FusedMultiplyAdd(x, Vector256.Create(1.4426950408889634), Vector256.Create(0.5)));
        var r = Vector256.FusedMultiplyAdd(-n, Vector256.Create(6.93147180369123816490e-01), x);
        r = Vector256.FusedMultiplyAdd(-n, Vector256.Create(1.90821492927058770002e-10), r);
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
