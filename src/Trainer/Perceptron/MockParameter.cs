namespace Bss2.Trainer.Perceptron;

/// <summary>
/// The linear law that gradients follow, and the mock mode too: y = gain · sends · Σ x w + noise, in LSB of the column ADC. Defaults are those of hxtorch
/// (constants.h); those of a chip are measured by <see cref="PerceptronSession.MeasureMockParameter"/>.
/// </summary>
public sealed record MockParameter
{
    /// <summary>A law.</summary>
    /// <param name="gain">LSB for an input of 1 times a weight of 1, in (0, 1].</param>
    /// <param name="noiseStd">Standard deviation of a result's noise, LSB; 0 or less for none.</param>
    /// <exception cref="OverflowException">The gain is outside (0, 1], or the noise is no finite number.</exception>
    public MockParameter(double gain = 0.002, double noiseStd = 2.0)
    {
        if (!(gain > 0 && gain <= 1))
        {
            throw new OverflowException(FormattableString.Invariant($"The gain of a mock parameter is {gain}; permitted: above 0 and at most 1. Typical: 0.001 to 0.004."));
        }

        if (!double.IsFinite(noiseStd))
        {
            throw new OverflowException(FormattableString.Invariant($"The noise of a mock parameter is {noiseStd} LSB; permitted: finite numbers, 0 or less for no noise."));
        }

        (Gain, NoiseStd) = (gain, noiseStd);
    }

    /// <summary>LSB for an input of 1 times a weight of 1, in (0, 1].</summary>
    public double Gain { get; }

    /// <summary>Standard deviation of a result's noise, LSB; none at 0 or less.</summary>
    public double NoiseStd { get; }
}
