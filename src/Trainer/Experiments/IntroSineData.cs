using Bss2.Chip.Randomness;
using Bss2.Trainer.Data;

namespace Bss2.Trainer.Experiments;

/// <summary>
/// The task of the hxtorch introduction: each readout is to follow a sum of three sines, given noise. All is a function of the dataset's seed.
/// </summary>
internal static class IntroSineData
{
    private const int Terms = 3;
    private const double LongestPeriod = 2;
    private const double ShortestPeriod = 0.3;

    /// <summary>Apart from all other streams under the same key: "sine" in ASCII.</summary>
    private const uint Stream = 0x7369_6E65;

    private const uint Signs = 0;
    private const uint Periods = 1;
    private const uint Inputs = 2;

    /// <summary>
    /// One sample: features [time, input], 1 for a spike and 0 for none, each drawn with the given probability.
    /// </summary>
    public static Dataset Sample(ulong seed, int steps, int inputs, double rate)
    {
        var features = new double[steps * inputs];
        for (var k = 0; k < features.Length; k++)
        {
            features[k] = Uniform(seed, Inputs, (uint)k) < rate ? 1 : 0;
        }

        return new Dataset(features, features.Length, [0], ["sine"]);
    }

    /// <summary>
    /// Targets [time, readout]: the sum of three sines of random sign and of periods p in 0.3..2 runs (so 1/p turns in a run, first and last step included),
    /// divided by its largest magnitude.
    /// </summary>
    public static float[] Targets(ulong seed, int steps, int readouts)
    {
        var targets = new float[steps * readouts];
        var sum = new double[steps];
        for (var n = 0; n < readouts; n++)
        {
            Array.Clear(sum);
            for (var term = 0; term < Terms; term++)
            {
                var draw = (uint)((n * Terms) + term);
                var sign = Uniform(seed, Signs, draw) < 0.5 ? -1 : 1;
                var period = LongestPeriod - ((LongestPeriod - ShortestPeriod) * Uniform(seed, Periods, draw));
                for (var row = 0; row < steps; row++)
                {
                    var turns = row / ((steps - 1) * period);
                    sum[row] += sign * PortableMath.SinCosTurns(turns - Math.Floor(turns)).Sine;
                }
            }

            var largest = sum.Max(Math.Abs);
            for (var row = 0; row < steps; row++)
            {
                targets[(row * readouts) + n] = (float)(sum[row] / largest);
            }
        }

        return targets;
    }

    private static double Uniform(ulong seed, uint what, uint element) =>
        Philox.ToUniform(Philox.Next(new StreamKey((uint)seed, (uint)(seed >> 32)), element, what, 0, Stream).X0);
}
