using Bss2.Chip.Randomness;

namespace Bss2.Trainer.Perceptron;

/// <summary>
/// Initial weights of layers with products (hxtorch MACLayer.reset_parameters; Emmel 2020, chapter 4): with G = 2^reluShift · √2 / gain the sum over the inputs should have a standard deviation of
/// G / √inputs for each weight; what is more than a third of the largest weight, 21, is made by sending the events several times.
/// </summary>
/// <param name="NumSends">How often events are sent.</param>
/// <param name="Sigma">Standard deviation of weights, which are cut off at ±63.</param>
/// <param name="BiasBound">Biases are uniform in ± this.</param>
public readonly record struct MacInitialisation(int NumSends, double Sigma, double BiasBound)
{
    private const double MostWeight = 63;
    private const double MostActivation = 31;

    /// <summary>The law of a layer.</summary>
    /// <param name="inputs">Inputs of each output, at least 1.</param>
    /// <param name="gain">Gain that is valid when the layer is made.</param>
    /// <param name="numSends">How often events are sent; null chooses it.</param>
    /// <param name="reluShift">Shift of the converting ReLU that follows.</param>
    public static MacInitialisation Of(int inputs, double gain, int? numSends = null, int reluShift = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        var scale = Math.ScaleB(1, reluShift) * Math.Sqrt(2) / gain;
        var sigma = scale / Math.Sqrt(inputs);
        var sends = numSends ?? (int)Math.Ceiling(sigma / (MostWeight / 3));
        return new(sends, sigma / sends, scale / (Math.Sqrt(inputs) * MostActivation / Math.Sqrt(3)));
    }

    /// <summary>Draws normal weights, those beyond ±63 anew.</summary>
    internal void Weights(Span<float> weights, ulong seed, int number)
    {
        var key = StreamKey.ForSeed(seed, NoisePurpose.InitialWeights);
        for (var k = 0; k < weights.Length; k++)
        {
            var weight = double.PositiveInfinity;
            for (var attempt = 0u; !(Math.Abs(weight) <= MostWeight); attempt++)
            {
                weight = Sigma * Gaussian.Next(key, (uint)k, (uint)number, attempt);
            }

            weights[k] = (float)weight;
        }
    }

    /// <summary>Draws uniform biases.</summary>
    internal void Biases(Span<float> biases, ulong seed, int number)
    {
        var key = StreamKey.ForSeed(seed, NoisePurpose.InitialWeights);
        for (var k = 0; k < biases.Length; k++)
        {
            biases[k] = (float)(BiasBound * ((2 * Philox.ToUniform(Philox.Next(key, (uint)k, (uint)number, 0, 0).X0)) - 1));
        }
    }
}
