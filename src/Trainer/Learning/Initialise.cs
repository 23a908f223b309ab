using System.Numerics;
using Bss2.Chip.Randomness;
using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.Learning;

/// <summary>Initial weights from counter-based random numbers: each is a pure function of (seed, number of the parameter, element).</summary>
public static class Initialise
{
    /// <summary>Normal deviates. With repetitions the columns [target, source / repetitions] are drawn once and laid side by side, as for repeated inputs.</summary>
    /// <param name="weight">[target, source]; source a multiple of <paramref name="repetitions"/>.</param>
    /// <param name="seed">The user's seed.</param>
    /// <param name="number">Number of the parameter within its model.</param>
    /// <param name="mean">Mean.</param>
    /// <param name="sigma">Standard deviation.</param>
    /// <param name="repetitions">Times that the inputs are repeated.</param>
    public static void Normal<T>(Parameter<T> weight, ulong seed, int number, double mean, double sigma, int repetitions = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(weight);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(repetitions);
        var sources = weight.Shape[^1];
        if (sources % repetitions != 0)
        {
            throw new ArgumentException($"{sources} sources of '{weight.Name}' cannot be {repetitions} equal repetitions.", nameof(repetitions));
        }

        var key = StreamKey.ForSeed(seed, NoisePurpose.InitialWeights);
        var distinct = sources / repetitions;
        for (var k = 0; k < weight.Values.Length; k++)
        {
            var (target, source) = (k / sources, k % sources);
            var element = (uint)((target * distinct) + (source % distinct));
            weight.Values[k] = T.CreateTruncating(mean + (sigma * Gaussian.Next(key, element, (uint)number)));
        }
    }

    /// <summary>Uniform in ±1/√source: PyTorch's kaiming_uniform with a = √5, the default of hxtorch's synapses.</summary>
    public static void KaimingUniform<T>(Parameter<T> weight, ulong seed, int number)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(weight);
        var key = StreamKey.ForSeed(seed, NoisePurpose.InitialWeights);
        var bound = 1 / Math.Sqrt(weight.Shape[^1]);
        for (var k = 0; k < weight.Values.Length; k++)
        {
            var uniform = Philox.ToUniform(Philox.Next(key, (uint)k, (uint)number, 0, 0).X0);
            weight.Values[k] = T.CreateTruncating(bound * ((2 * uniform) - 1));
        }
    }
}
