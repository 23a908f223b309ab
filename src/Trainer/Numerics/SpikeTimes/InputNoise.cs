using Bss2.Chip.Randomness;

namespace Bss2.Trainer.Numerics.SpikeTimes;

/// <summary>
/// Gaussian noise on the input times of training samples; a time that becomes negative is reflected. A pure function of (seed, update, sample of the batch, input).
/// </summary>
public static class InputNoise
{
    // Sets this stream apart from all others of the seed.
    private const uint Stream = 0x6E6F_6973;

    /// <summary>t ← |t + mean + sigma · normal deviate|; missing spikes stay missing.</summary>
    /// <param name="times">[sample, input], changed.</param>
    /// <param name="inputs">Inputs of a sample.</param>
    /// <param name="mean">Mean, finite.</param>
    /// <param name="sigma">Standard deviation, 0 or positive.</param>
    /// <param name="seed">The user's seed.</param>
    /// <param name="update">Number of the update.</param>
    /// <param name="firstSample">Position of the first sample in its batch.</param>
    public static void Add(Span<double> times, int inputs, double mean, double sigma, ulong seed, uint update, int firstSample)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(firstSample);
        if (!double.IsFinite(mean))
        {
            throw new ArgumentOutOfRangeException(nameof(mean), mean, "The mean of the noise must be finite.");
        }

        if (!double.IsFinite(sigma) || sigma < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(sigma), sigma, "The standard deviation of the noise must be 0 or a positive, finite number.");
        }

        var stream = Philox.Next(new StreamKey((uint)seed, (uint)(seed >> 32)), Stream, 0, 0, 0);
        var key = new StreamKey(stream.X0, stream.X1);
        for (var k = 0; k < times.Length; k++)
        {
            times[k] = Math.Abs(times[k] + mean + (sigma * Gaussian.Next(key, (uint)(k % inputs), (uint)(firstSample + (k / inputs)), update)));
        }
    }
}
