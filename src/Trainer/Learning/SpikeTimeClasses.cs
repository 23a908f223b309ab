namespace Bss2.Trainer.Learning;

/// <summary>Which class label spike times name. Of equals the first.</summary>
public static class SpikeTimeClasses
{
    /// <summary>No class: the deciding spike is missing.</summary>
    public const int None = -1;

    /// <summary>The label that spikes first; <see cref="None"/> if none does.</summary>
    /// <param name="times">[label], infinity for no spike.</param>
    public static int First(ReadOnlySpan<double> times)
    {
        var (best, earliest) = (None, double.PositiveInfinity);
        for (var k = 0; k < times.Length; k++)
        {
            (best, earliest) = times[k] < earliest ? (k, times[k]) : (best, earliest);
        }

        return best;
    }

    /// <summary>The label whose spike is nearest to a target; <see cref="None"/> if none spikes. The squares' losses are read so, the shift-invariant one with target 0.</summary>
    /// <param name="times">[label].</param>
    /// <param name="target">Target time.</param>
    public static int Nearest(ReadOnlySpan<double> times, double target)
    {
        var (best, distance) = (None, double.PositiveInfinity);
        for (var k = 0; k < times.Length; k++)
        {
            var own = Math.Abs(times[k] - target);
            (best, distance) = own < distance ? (k, own) : (best, distance);
        }

        return best;
    }
}
