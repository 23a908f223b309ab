namespace Bss2.Trainer.FrontEnd;

/// <summary>Float weight of the model to weight of the chip before rounding.</summary>
public delegate float WeightTransform(float weight);

/// <summary>Transforms of weights on their way to the chip.</summary>
public static class WeightTransforms
{
    /// <summary>Largest magnitude of a 6 bit weight.</summary>
    public const int MaximumWeight = 63;

    /// <summary>clamp(scale · weight, minimum, maximum), without rounding (hxtorch linear_saturating).</summary>
    public static WeightTransform LinearSaturating(double scale = 1, double minimum = -MaximumWeight, double maximum = MaximumWeight)
    {
        var (factor, low, high) = ((float)scale, (float)minimum, (float)maximum);
        return weight => Math.Clamp(factor * weight, low, high);
    }

    /// <summary>The integer of the chip: halves away from zero, as hxtorch rounds since early 2025. Throws outside ±63.</summary>
    public static sbyte ToHardware(float weight)
    {
        // The sum is made in float32, like the original: what it rounds up to a half counts as one.
        var magnitude = (int)(MathF.Abs(weight) + 0.5f);
        if (!(MathF.Abs(weight) <= MaximumWeight + 0.5f) || magnitude > MaximumWeight)
        {
            Refuse(weight);
        }

        return (sbyte)(weight < 0 ? -magnitude : magnitude);
    }

    // Apart, so that the conversion stays small enough to be inlined.
    private static void Refuse(float weight) =>
        throw new ArgumentOutOfRangeException(nameof(weight), weight, $"A weight of the chip must lie within -{MaximumWeight}..{MaximumWeight}; use a saturating transform.");
}
