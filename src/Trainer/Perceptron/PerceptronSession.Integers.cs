namespace Bss2.Trainer.Perceptron;

/// <content>What the chip's processors do between products: relu, converting_relu, add, argmax. Without hardware they run in mock whatever was asked for: the numbers are the same.</content>
public sealed partial class PerceptronSession
{
    /// <summary>clamp(floor(x), 0, 127); the gradient passes where x is above 0.</summary>
    public ShapedTensor Relu(ShapedTensor input, bool mock = false)
    {
        ArgumentNullException.ThrowIfNull(input);
        CheckTrace(input, TracedOperation.Relu, mock);
        var output = Like(input);
        IntegerKernels.Relu(input.Values, output.Values);
        Trace(() => new TracedOperation { Name = TracedOperation.Relu }, output, mock);
        PassWherePositive(input, output, 1);
        return output;
    }

    /// <summary>From results to activations: relu, then an integer shift to the right, then 31 at most. The gradient passes where x is above 0, divided by 2^shift.</summary>
    /// <param name="input">Any shape.</param>
    /// <param name="shift">Bits, 0 or more; the mock takes negative ones too.</param>
    /// <param name="mock">Whether the mock works it out.</param>
    /// <exception cref="InvalidOperationException">A negative shift on hardware.</exception>
    public ShapedTensor ConvertingRelu(ShapedTensor input, int shift = 2, bool mock = false)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (shift < 0 && IsOnHardware(mock))
        {
            throw new InvalidOperationException($"converting_relu on hardware has the shift {shift}; permitted: 0 or more. Only the mock shifts to the left.");
        }

        CheckTrace(input, TracedOperation.ConvertingRelu, mock);
        var output = Like(input);
        IntegerKernels.ConvertingRelu(input.Values, output.Values, shift);
        Trace(() => new TracedOperation { Name = TracedOperation.ConvertingRelu, Shift = shift }, output, mock);
        PassWherePositive(input, output, MathF.ScaleB(1, -shift));
        return output;
    }

    /// <summary>
    /// The sum of results: both rounded down and clipped to −128..127, then the sum clipped. The gradient passes to both, to the other summed over what was repeated.
    /// </summary>
    /// <param name="input">Any shape.</param>
    /// <param name="other">The trailing dimensions of the input, or sizes of 1, which are repeated.</param>
    /// <param name="alpha">Factor of the other; only 1 is supported.</param>
    /// <param name="mock">Whether the mock works it out.</param>
    /// <exception cref="ArgumentException">Another alpha, or shapes that do not match.</exception>
    public ShapedTensor Add(ShapedTensor input, ShapedTensor other, int alpha = 1, bool mock = false)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(other);
        if (alpha != 1)
        {
            throw new ArgumentException($"add has alpha {alpha}; permitted: 1, the chip's processors add integers without a factor.", nameof(alpha));
        }

        var repetition = Repetition.Of(input.Shape, other.Shape);
        CheckTrace(input, TracedOperation.Add, mock);
        var output = Allocate([.. input.Shape], input.RequiresGradient || other.RequiresGradient);
        var a = input.Values;
        var b = other.Values;
        var y = output.Values;
        for (var k = 0; k < y.Length; k++)
        {
            y[k] = IntegerKernels.ToResult(IntegerKernels.ToResult(a[k]) + IntegerKernels.ToResult(b[repetition.Index(k)]));
        }

        Trace(() => new TracedOperation { Name = TracedOperation.Add, Values = other.Values.ToArray(), Shape = [.. other.Shape] }, output, mock);
        if (output.RequiresGradient)
        {
            Record(() => PassToBoth(input, other, output, repetition));
        }

        return output;
    }

    /// <summary>Index of the largest result, the first of equals; there is no gradient.</summary>
    /// <param name="input">Any shape.</param>
    /// <param name="dimension">Dimension to go along, from −dimensions to dimensions − 1; null for the whole tensor.</param>
    /// <param name="keepDimension">Whether the dimension stays, of size 1.</param>
    /// <param name="mock">Whether the mock works it out.</param>
    /// <returns>Indices as whole numbers; [1] where no dimension is left.</returns>
    /// <exception cref="ArgumentException">There is no such dimension.</exception>
    public ShapedTensor Argmax(ShapedTensor input, int? dimension = null, bool keepDimension = false, bool mock = false)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (dimension is { } given && (given < -input.Dimensions || given >= input.Dimensions))
        {
            throw new ArgumentException($"argmax along dimension {given} of a tensor {ShapedTensor.Describe(input.Shape)}; permitted: {-input.Dimensions}..{input.Dimensions - 1}.", nameof(dimension));
        }

        int? along = dimension < 0 ? dimension + input.Dimensions : dimension;
        var count = along is { } d ? input.Shape[d] : input.Count;
        var step = along is { } e ? ShapedTensor.CountOf([.. input.Shape.Skip(e + 1)]) : 1;
        int[] shape = [.. input.Shape.Select((size, k) => along is null || k == along ? 1 : size).Where((_, k) => keepDimension || (along is not null && k != along))];
        if (IsTraced(mock) && (input.Dimensions != 2 || along != 1 || !keepDimension))
        {
            throw new InvalidOperationException("argmax can be traced along dimension 1 of two dimensions and keeping it only; make it so, or stop the tracer before.");
        }

        CheckTrace(input, TracedOperation.Argmax, mock);
        var output = Allocate(shape.Length == 0 ? [1] : shape, false);
        var x = input.Values;
        var y = output.Values;
        for (var k = 0; k < y.Length; k++)
        {
            y[k] = IntegerKernels.Argmax(x, (k / step * step * count) + (k % step), count, step);
        }

        Trace(() => new TracedOperation { Name = TracedOperation.Argmax }, output, mock);
        return output;
    }

    private ShapedTensor Like(ShapedTensor input) => Allocate([.. input.Shape], input.RequiresGradient);

    private void PassWherePositive(ShapedTensor input, ShapedTensor output, float factor)
    {
        if (!output.RequiresGradient)
        {
            return;
        }

        Record(() =>
        {
            if (!output.HasGradient || input.AddGradient() is not { IsEmpty: false } sum)
            {
                return;
            }

            var x = input.Values;
            var gradient = output.Gradient;
            for (var k = 0; k < sum.Length; k++)
            {
                sum[k] += x[k] > 0 ? gradient[k] * factor : 0;
            }
        });
    }

    private static void PassToBoth(ShapedTensor input, ShapedTensor other, ShapedTensor output, Repetition repetition)
    {
        if (!output.HasGradient)
        {
            return;
        }

        var gradient = output.Gradient;
        if (input.AddGradient() is { IsEmpty: false } ofInput)
        {
            for (var k = 0; k < ofInput.Length; k++)
            {
                ofInput[k] += gradient[k];
            }
        }

        if (other.AddGradient() is { IsEmpty: false } ofOther)
        {
            for (var k = 0; k < gradient.Length; k++)
            {
                ofOther[repetition.Index(k)] += gradient[k];
            }
        }
    }
}
