namespace Bss2.Trainer.Perceptron;

/// <summary>What the chip's processors do with results: 8 bit integers, and 5 bit activations. The mock's floats are rounded down first, so both give the same numbers.</summary>
internal static class IntegerKernels
{
    private const float LeastResult = -128;
    private const float MostResult = 127;
    private const float MostActivation = 31;

    /// <summary>clamp(floor(x), −128, 127).</summary>
    public static float ToResult(float x) => Math.Clamp(MathF.Floor(x), LeastResult, MostResult);

    /// <summary>clamp(floor(x), 0, 127).</summary>
    public static void Relu(ReadOnlySpan<float> input, Span<float> output)
    {
        for (var k = 0; k < output.Length; k++)
        {
            output[k] = Math.Clamp(MathF.Floor(input[k]), 0, MostResult);
        }
    }

    /// <summary>clamp(floor(clamp(floor(x), 0, 127) / 2^shift), 0, 31).</summary>
    public static void ConvertingRelu(ReadOnlySpan<float> input, Span<float> output, int shift)
    {
        var factor = MathF.ScaleB(1, -shift);
        for (var k = 0; k < output.Length; k++)
        {
            output[k] = Math.Min(MathF.Floor(Math.Clamp(MathF.Floor(input[k]), 0, MostResult) * factor), MostActivation);
        }
    }

    /// <summary>Index of the largest of some values clamp(floor(x), −128, 127), the first of equals.</summary>
    public static int Argmax(ReadOnlySpan<float> values, int first, int count, int step)
    {
        var best = 0;
        for (var k = 1; k < count; k++)
        {
            best = ToResult(values[first + (k * step)]) > ToResult(values[first + (best * step)]) ? k : best;
        }

        return best;
    }
}
