using System.Numerics;
using Bss2.Chip.Randomness;

namespace Bss2.Trainer.LeakyNetworks.Coding;

/// <summary>
/// Spikes drawn independently in each step (snnTorch's spikegen.rate and rate_conv). Each draw is a pure function of seed, update, time, sample (its number within the dataset or batch) and neuron.
/// </summary>
public static class RateCode
{
    /// <summary>A value that stays the same becomes spikes of probability clip(gain x + offset, 0, 1) in each step.</summary>
    /// <param name="data">[1, sample, neuron].</param>
    /// <param name="timeSteps">Steps of the code.</param>
    /// <param name="key">Where the random numbers come from.</param>
    /// <param name="gain">Factor.</param>
    /// <param name="offset">Added after the factor.</param>
    /// <param name="firstSpikeTime">No spikes before this step.</param>
    public static Series<T> Encode<T>(Series<T> data, int timeSteps, RateKey key, double gain = 1, double offset = 0, int firstSpikeTime = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(timeSteps);
        ArgumentOutOfRangeException.ThrowIfNegative(firstSpikeTime);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(firstSpikeTime, timeSteps);
        data.RequireShape(1, data.Samples, data.Neurons, nameof(data));
        data.RequireFinite(nameof(data));
        var (scale, shift) = (T.CreateTruncating(gain), T.CreateTruncating(offset));
        var spikes = new Series<T>(timeSteps, data.Samples, data.Neurons);
        for (var t = firstSpikeTime; t < timeSteps; t++)
        {
            Draw(data.Step(0), spikes.Step(t), data.Neurons, scale, shift, t, key);
        }

        return spikes;
    }

    /// <summary>A value for each step becomes a spike of probability clip(x, 0, 1); as many silent steps as <paramref name="firstSpikeTime"/> go before them.</summary>
    /// <param name="data">[time, sample, neuron].</param>
    /// <param name="key">Where the random numbers come from.</param>
    /// <param name="firstSpikeTime">Silent steps in front.</param>
    public static Series<T> EncodeOverTime<T>(Series<T> data, RateKey key, int firstSpikeTime = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfNegative(firstSpikeTime);
        data.RequireFinite(nameof(data));
        var spikes = new Series<T>(data.TimeSteps + firstSpikeTime, data.Samples, data.Neurons);
        for (var t = 0; t < data.TimeSteps; t++)
        {
            Draw(data.Step(t), spikes.Step(t + firstSpikeTime), data.Neurons, T.One, T.Zero, t + firstSpikeTime, key);
        }

        return spikes;
    }

    private static void Draw<T>(ReadOnlySpan<T> data, Span<T> spikes, int neurons, T gain, T offset, int time, RateKey key)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var philox = CodingStream.Key(key.Seed, CodingPurpose.RateCode);
        for (var cell = 0; cell < data.Length; cell++)
        {
            var (sample, neuron) = (cell / neurons, cell % neurons);
            var probability = double.CreateTruncating(T.Clamp((data[cell] * gain) + offset, T.Zero, T.One));
            var word = Philox.Next(philox, (uint)neuron, key.FirstSample + (uint)sample, (uint)time, key.Update).X0;
            spikes[cell] = Philox.ToUniform(word) < probability ? T.One : T.Zero;
        }
    }
}

/// <summary>Which random numbers a rate code takes.</summary>
/// <param name="Seed">The user's seed.</param>
/// <param name="Update">Number of the update, so that each pass over a sample draws afresh.</param>
/// <param name="FirstSample">Number of the first sample within its batch, so that a batch may be encoded in chunks.</param>
public readonly record struct RateKey(ulong Seed, uint Update = 0, uint FirstSample = 0);
