using Bss2.Chip.Hagen;
using Bss2.Chip.Randomness;

namespace Bss2.Trainer.Perceptron;

/// <content>Measuring the hardware's linear law.</content>
public sealed partial class PerceptronSession
{
    private const int MeasuredInputs = 256;
    private const int MeasuredOutputs = 128;
    private const int Densities = 20;
    private const int MeasuredVectors = 50;
    private const double DensityFactor = 0.85;
    private const float MeasuringWeight = 63f / 3;
    private const float MeasuringActivation = 31f / 2;
    private const float WantedResult = 127f / 2;

    /// <summary>
    /// Gain and noise of the hardware, as hxtorch's <c>measure_mock_parameter</c>: weights 21 and activations 15.5 (which the driver rounds to 16, so the gain comes out 3 % too large) on 256 inputs and 128
    /// outputs. Of twenty shares of non-zero activations, 0.85^i, that with the median result nearest 63.5 is taken for 50 vectors; the gain is the median of result / product, the noise the
    /// median over outputs of the standard deviation of what is left. The mock parameter of the session stays as it is.
    /// </summary>
    /// <remarks>
    /// 256 inputs are two tiles, each with noise of its own, and the mock adds noise for each tile: the noise of a tile, which is the parameter, is that of the results divided by √2. hxtorch leaves that
    /// out, so that its mock is √2 noisier than what it measured.
    /// </remarks>
    /// <exception cref="InvalidOperationException">There is no hardware.</exception>
    /// <exception cref="OverflowException">The measured gain is outside (0, 1].</exception>
    public MockParameter MeasureMockParameter()
    {
        RequireHardware();
        var density = Enumerable.Range(0, Densities).MinBy(i => Math.Abs(Median(Measure(1, Density(i), (uint)i).Results) - WantedResult));
        var (products, results) = Measure(MeasuredVectors, Density(density), Densities);
        var gain = Median([.. results.Select((result, k) => result / products[k / MeasuredOutputs])]);
        var noise = Enumerable.Range(0, MeasuredOutputs).Select(output => Deviation(
            [.. Enumerable.Range(0, MeasuredVectors).Select(vector => (double)(results[(vector * MeasuredOutputs) + output] - (gain * products[vector])))]));
        return new MockParameter(gain, Median([.. noise.Select(sigma => (float)sigma)]) / Math.Sqrt((double)MeasuredInputs / MultiplyFormula.Rows));
    }

    private static double Density(int number)
    {
        var density = 1.0;
        for (var k = 0; k < number; k++)
        {
            density *= DensityFactor;
        }

        return density;
    }

    /// <summary>The middle value, the lower of two, as torch.median.</summary>
    private static float Median(float[] values)
    {
        float[] sorted = [.. values];
        Array.Sort(sorted);
        return sorted[(sorted.Length - 1) / 2];
    }

    private static double Deviation(double[] values)
    {
        var mean = values.Sum() / values.Length;
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
    }

    /// <summary>Results [vector, output] of vectors with a share of non-zero activations, and the exact product of each vector, the same for all outputs.</summary>
    private (float[] Products, float[] Results) Measure(int vectors, double density, uint number)
    {
        var key = StreamKey.ForSeed(Seed, NoisePurpose.MeasuringVectors);
        var activations = new float[vectors * MeasuredInputs];
        var products = new float[vectors];
        for (var k = 0; k < activations.Length; k++)
        {
            if (Philox.ToUniform(Philox.Next(key, (uint)k, number, 0, 0).X0) < density)
            {
                activations[k] = MeasuringActivation;
                products[k / MeasuredInputs] += MeasuringActivation * MeasuringWeight;
            }
        }

        var weights = new float[MeasuredInputs * MeasuredOutputs];
        Array.Fill(weights, MeasuringWeight);
        Restart();
        var y = Matmul(Tensor(activations, [vectors, MeasuredInputs]), Tensor(weights, [MeasuredInputs, MeasuredOutputs]));
        return (products, y.Values.ToArray());
    }
}
