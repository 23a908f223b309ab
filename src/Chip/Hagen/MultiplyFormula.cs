namespace Bss2.Chip.Hagen;

/// <summary>
/// The arithmetic of matrix-multiply mode that the emulated chip and hxtorch's mock have in common, in float32 and in one place, so that they agree bit for bit:
/// <c>y = clamp(floor(((x·W) · sends) · gain + noise), −128, 127)</c>, each product rounded to float32 in this order (hxtorch mac, facts: perceptron).
/// </summary>
/// <remarks>
/// x·W is a sum of integers and exact as long as no partial sum exceeds 2^24, which 128 inputs of at most 31 times 63 never do. On the chip, mismatch
/// makes the weights and the gain of each column real numbers; without it they are whole numbers and <see cref="Gain"/>, and the bits are those of the mock.
/// </remarks>
public static class MultiplyFormula
{
    /// <summary>LSB of a result for an input times a weight, each 1 (hxtorch constants.h).</summary>
    public const float Gain = 0.002f;

    /// <summary>Sigma of a result's noise where it is small, LSB (hxtorch constants.h).</summary>
    public const float NoiseSigmaLsb = 2;

    /// <summary>Signed inputs of one execution: the drivers of a half.</summary>
    public const int Rows = 128;

    /// <summary>Neurons of one execution: the columns of a half.</summary>
    public const int Columns = 256;

    /// <summary>Largest activation; the smallest is 0.</summary>
    public const int MaximumActivation = 31;

    /// <summary>Largest result.</summary>
    public const int MaximumResult = 127;

    /// <summary>Smallest result.</summary>
    public const int MinimumResult = -128;

    /// <summary>What a circuit has integrated when a vector has been sent, LSB, before noise, offset and saturation.</summary>
    /// <param name="product">Sum of inputs times weights.</param>
    /// <param name="sends">How often each event was sent, at least 1.</param>
    /// <param name="gain">LSB for a product of 1.</param>
    public static float Amplitude(float product, float sends, float gain) => product * sends * gain;

    /// <summary>The result: rounded down, then clipped to −128..127.</summary>
    public static sbyte ToResult(float amplitude) => (sbyte)MathF.Floor(Math.Clamp(amplitude, MinimumResult, MaximumResult));

    /// <summary>The sum of two results as the processor on the chip takes it: clipped to −128..127.</summary>
    public static sbyte AddSaturating(sbyte first, sbyte second) => (sbyte)Math.Clamp(first + second, MinimumResult, MaximumResult);
}
