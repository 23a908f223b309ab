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

        for (var k = 0; k < scores.Length; k++)
        {
            gradient[k] = scores[k] - largest;
        }

        PortableVectors.Exp(gradient, gradient);
        var sum = 0.0;
        foreach (var exponential in gradient)
        {
            sum += exponential;
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
}
