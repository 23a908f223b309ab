using System.Numerics;

namespace Bss2.Trainer.LeakyNetworks.Functional;

/// <summary>How a spike time becomes a score of which more is better.</summary>
public enum TimeInversion
{
    /// <summary>−t.</summary>
    Negate,

    /// <summary>1/(t + 1).</summary>
    Reciprocal,
}

/// <summary>
/// Losses on the time of each output neuron's first spike; a neuron that stays silent counts as spiking in the last step. Conventions as of <see cref="SpikeLosses"/>.
/// The derivative of a spike time by its spike is taken as −1 (snnTorch's sign estimator), in the last step for silent neurons.
/// </summary>
public static class TemporalLosses
{
    /// <summary>Step of each neuron's first spike, [sample, neuron].</summary>
    public static int[] FirstSpikes<T>(Series<T> spikes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(spikes);
        var times = new int[spikes.Samples * spikes.Neurons];
        Array.Fill(times, spikes.TimeSteps - 1);
        for (var t = spikes.TimeSteps - 1; t >= 0; t--)
        {
            var row = spikes.Step(t);
            for (var cell = 0; cell < times.Length; cell++)
            {
                times[cell] = row[cell] != T.Zero ? t : times[cell];
            }
        }

        return times;
    }

    /// <summary>
    /// mse_temporal_loss: mean over neurons of ((first spike − target)/T)². The labelled class shall spike at <paramref name="onTarget"/>, all others at
    /// <paramref name="offTarget"/>; negative steps count from the end, so the defaults are the first and the last step. (snnTorch documents the same
    /// defaults, but its code then asks every neuron to spike at step 0.)
    /// </summary>
    /// <param name="spikes">[time, sample, neuron].</param>
    /// <param name="labels">[sample].</param>
    /// <param name="batchSize">Samples of the whole batch.</param>
    /// <param name="gradient">Added to; null where none is wanted.</param>
    /// <param name="onTarget">−T..T − 1.</param>
    /// <param name="offTarget">−T..T − 1.</param>
    /// <param name="tolerance">Spikes less than this many steps from their target cost nothing.</param>
    public static double MeanSquare<T>(
        Series<T> spikes, ReadOnlySpan<int> labels, int batchSize, Series<T>? gradient, int onTarget = 0, int offTarget = -1, int tolerance = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpikeLosses.Check(spikes, labels, batchSize, gradient, spikes?.Neurons ?? 1);
        var (on, off) = (StepOf(onTarget, spikes!.TimeSteps, nameof(onTarget)), StepOf(offTarget, spikes.TimeSteps, nameof(offTarget)));
        var targets = new int[spikes.Samples * spikes.Neurons];
        for (var cell = 0; cell < targets.Length; cell++)
        {
            targets[cell] = labels[cell / spikes.Neurons] == cell % spikes.Neurons ? on : off;
        }

        return MeanSquareToTimes(spikes, targets, batchSize, gradient, tolerance);
    }

    /// <summary>The same with a target step for each neuron of each sample, [sample, neuron].</summary>
    public static double MeanSquareToTimes<T>(Series<T> spikes, ReadOnlySpan<int> targets, int batchSize, Series<T>? gradient, int tolerance = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(spikes);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, spikes.Samples);
        ArgumentOutOfRangeException.ThrowIfNegative(tolerance);
        gradient?.RequireShape(spikes.TimeSteps, spikes.Samples, spikes.Neurons, nameof(gradient));
        var times = FirstSpikes(spikes);
        if (targets.Length != times.Length)
        {
            throw new ArgumentException($"{targets.Length} target times do not fit {spikes.Samples} samples of {spikes.Neurons} neurons.", nameof(targets));
        }

        var weight = 1.0 / ((double)spikes.TimeSteps * spikes.TimeSteps * spikes.Neurons);
        var total = 0.0;
        for (var cell = 0; cell < times.Length; cell++)
        {
            var late = times[cell] - StepOf(targets[cell], spikes.TimeSteps, nameof(targets));
            if (Math.Abs(late) < tolerance)
            {
                continue;
            }

            total += weight * late * late;
            if (gradient is not null)
            {
                gradient.Step(times[cell])[cell] -= T.CreateTruncating(2 * weight * late / batchSize);
            }
        }

        return total;
    }

    /// <summary>ce_temporal_loss: CE(score of the first spike times, label).</summary>
    public static double CrossEntropy<T>(
        Series<T> spikes, ReadOnlySpan<int> labels, int batchSize, Series<T>? gradient, TimeInversion inversion = TimeInversion.Negate)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpikeLosses.Check(spikes, labels, batchSize, gradient, spikes?.Neurons ?? 1);
        var times = FirstSpikes(spikes!);
        var (scores, slope) = (new double[spikes!.Neurons], new double[spikes.Neurons]);
        var total = 0.0;
        for (var sample = 0; sample < spikes.Samples; sample++)
        {
            for (var n = 0; n < scores.Length; n++)
            {
                double time = times[(sample * scores.Length) + n];
                scores[n] = inversion == TimeInversion.Negate ? -time : 1 / (time + 1);
            }

            total += CrossEntropyOfScores.Evaluate(scores, labels[sample], slope);
            for (var n = 0; gradient is not null && n < scores.Length; n++)
            {
                // d score/d time, times −1 for d time/d spike.
                var rise = inversion == TimeInversion.Negate ? 1 : scores[n] * scores[n];
                gradient[times[(sample * scores.Length) + n], sample, n] += T.CreateTruncating(rise * slope[n] / batchSize);
            }
        }

        return total;
    }

    private static int StepOf(int target, int timeSteps, string name) =>
        target >= -timeSteps && target < timeSteps
            ? target < 0 ? timeSteps + target : target
            : throw new ArgumentOutOfRangeException(name, target, $"A target spike time is one of the steps 0..{timeSteps - 1}, or -{timeSteps}..-1 counted from the end.");
}
