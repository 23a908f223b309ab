using System.Runtime.Intrinsics;
using Bss2.Chip.Hagen;

namespace Bss2.Trainer.Perceptron;

/// <summary>Rounding of operands to what circuits take, and the refusal of what they do not: nothing is clipped silently.</summary>
internal static class OperandRounding
{
    /// <summary>Largest weight; the smallest is its negative.</summary>
    public const int MaximumWeight = 63;

    /// <summary>Rounds halves to even (torch.round), the mock's way.</summary>
    public static void HalfToEven(ReadOnlySpan<float> source, Span<float> target)
    {
        CheckLengths(source, target);
        var k = 0;
        for (; k <= source.Length - Vector256<float>.Count; k += Vector256<float>.Count)
        {
            Vector256.Round(Vector256.Create(source.Slice(k, Vector256<float>.Count))).CopyTo(target[k..]);
        }

        for (; k < source.Length; k++)
        {
            target[k] = MathF.Round(source[k], MidpointRounding.ToEven);
        }
    }

    /// <summary>Rounds halves away from zero (lround), the way of the chip's driver.</summary>
    public static void HalfAwayFromZero(ReadOnlySpan<float> source, Span<float> target)
    {
        CheckLengths(source, target);
        for (var k = 0; k < source.Length; k++)
        {
            target[k] = MathF.Round(source[k], MidpointRounding.AwayFromZero);
        }
    }

    /// <summary>Refuses activations outside 0..31.</summary>
    /// <param name="values">[vector, input], rounded.</param>
    /// <param name="inputs">Inputs of a vector.</param>
    public static void CheckActivations(ReadOnlySpan<float> values, int inputs)
    {
        if (FirstOutside(values, 0, MultiplyFormula.MaximumActivation) is var bad and >= 0)
        {
            throw new OverflowException(FormattableString.Invariant(
                $"The activation of vector {bad / inputs}, input {bad % inputs} is {values[bad]} after rounding; permitted: 0..{MultiplyFormula.MaximumActivation}. Scale or clip the input, e.g. by TensorTransforms.ScaleInput."));
        }
    }

    /// <summary>Refuses weights outside ±63.</summary>
    /// <param name="values">[input, output], rounded.</param>
    /// <param name="outputs">Outputs of the product.</param>
    public static void CheckWeights(ReadOnlySpan<float> values, int outputs)
    {
        if (FirstOutside(values, -MaximumWeight, MaximumWeight) is var bad and >= 0)
        {
            throw new OverflowException(FormattableString.Invariant(
                $"The weight of input {bad / outputs}, output {bad % outputs} is {values[bad]} after rounding; permitted: -{MaximumWeight}..{MaximumWeight}. Scale or clip the weight, e.g. by TensorTransforms.ClampWeight."));
        }
    }

    /// <summary>Index of the first value outside a range, not-a-numbers among them; −1 where there is none.</summary>
    public static int FirstOutside(ReadOnlySpan<float> values, float least, float most)
    {
        var k = 0;
        for (; k <= values.Length - Vector256<float>.Count; k += Vector256<float>.Count)
        {
            var lanes = Vector256.Create(values.Slice(k, Vector256<float>.Count));
            var inside = Vector256.GreaterThanOrEqual(lanes, Vector256.Create(least)) & Vector256.LessThanOrEqual(lanes, Vector256.Create(most));
            if (inside.ExtractMostSignificantBits() != 0xFF)
            {
                break;
            }
        }

        for (; k < values.Length; k++)
        {
            if (!(values[k] >= least && values[k] <= most))
            {
                return k;
            }
        }

        return -1;
    }

    private static void CheckLengths(ReadOnlySpan<float> source, Span<float> target)
    {
        if (source.Length != target.Length)
        {
            throw new ArgumentException($"{source.Length} values cannot be rounded into {target.Length}.");
        }
    }
}
