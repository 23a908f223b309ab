namespace Bss2.Trainer.Numerics.SpikeTimes;

/// <summary>What limited weights do to a network: rounding and clipping, element by element.</summary>
public static class WeightRules
{
    /// <summary>round(w/step) · step, halves away from zero.</summary>
    public static void Round(ReadOnlySpan<double> weights, double step, Span<double> rounded)
    {
        Require.Length(nameof(rounded), rounded.Length, weights.Length, "the rounded copy of the weights");
        if (!double.IsFinite(step) || !(step > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(step), step, "A rounding step must be positive and finite.");
        }

        for (var k = 0; k < weights.Length; k++)
        {
            rounded[k] = Math.Round(weights[k] / step, MidpointRounding.AwayFromZero) * step;
        }
    }

    /// <summary>Clamps to ±largest.</summary>
    public static void Clip(Span<double> weights, double largest)
    {
        if (!double.IsFinite(largest) || !(largest > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(largest), largest, "The largest weight must be positive and finite.");
        }

        for (var k = 0; k < weights.Length; k++)
        {
            weights[k] = weights[k] > largest ? largest : weights[k] < -largest ? -largest : weights[k];
        }
    }
}
