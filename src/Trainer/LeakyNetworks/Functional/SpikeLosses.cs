using System.Numerics;
using Bss2.Trainer.LeakyNetworks.Coding;

namespace Bss2.Trainer.LeakyNetworks.Functional;

/// <summary>
/// Losses on the output spikes (snnTorch's functional). Each returns the sum over the samples of the per-sample loss and adds to <c>gradient</c> the derivative of the
/// batch's mean, i.e. per sample, divided by the batch size; so the chunks of a batch add up, and the return value over the batch size is snnTorch's figure.
/// Spikes are [time, sample, neuron]; with <c>classes</c> given, neighbouring neurons form that many equal groups (a population code).
/// </summary>
public static class SpikeLosses
{
    /// <summary>ce_rate_loss: (1/T) Σₜ CE(S[t], label).</summary>
    public static double CrossEntropyRate<T>(Series<T> spikes, ReadOnlySpan<int> labels, int batchSize, Series<T>? gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check(spikes, labels, batchSize, gradient, spikes?.Neurons ?? 1);
        return CrossEntropyOfSteps(spikes!, labels, 1.0 / spikes!.TimeSteps, batchSize, gradient);
    }

    /// <summary>ce_count_loss: CE(Σₜ S[t], label).</summary>
    public static double CrossEntropyCount<T>(Series<T> spikes, ReadOnlySpan<int> labels, int batchSize, Series<T>? gradient, int? classes = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(spikes);
        var group = PopulationCounts.GroupSize(spikes.Neurons, classes);
        Check(spikes, labels, batchSize, gradient, spikes.Neurons / group);
        var total = 0.0;
        var slope = new double[spikes.Neurons / group];
        for (var sample = 0; sample < spikes.Samples; sample++)
        {
            total += CrossEntropyOfScores.Evaluate(PopulationCounts.Of(spikes, sample, group), labels[sample], slope);
            Scale(slope, 1.0 / batchSize);
            PopulationCounts.Spread(slope, gradient, sample, group);
        }

        return total;
    }

    /// <summary>mse_count_loss: (1/T) mean over classes of (Σₜ S[t] − target)², the target being the whole part of T times the rate, times the group's size.</summary>
    public static double MeanSquareCount<T>(
        Series<T> spikes, ReadOnlySpan<int> labels, int batchSize, Series<T>? gradient, double correctRate = 1, double incorrectRate = 0, int? classes = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(spikes);
        var group = PopulationCounts.GroupSize(spikes.Neurons, classes);
        Check(spikes, labels, batchSize, gradient, spikes.Neurons / group);
        RequireRate(correctRate, nameof(correctRate));
        RequireRate(incorrectRate, nameof(incorrectRate));
        var (on, off) = (Math.Truncate(spikes.TimeSteps * correctRate * group), Math.Truncate(spikes.TimeSteps * incorrectRate * group));
        var weight = 1.0 / ((double)spikes.TimeSteps * (spikes.Neurons / group));
        var total = 0.0;
        for (var sample = 0; sample < spikes.Samples; sample++)
        {
            var errors = PopulationCounts.Of(spikes, sample, group);
            for (var k = 0; k < errors.Length; k++)
            {
                errors[k] -= k == labels[sample] ? on : off;
                total += weight * errors[k] * errors[k];
            }

            Scale(errors, 2 * weight / batchSize);
            PopulationCounts.Spread(errors, gradient, sample, group);
        }

        return total;
    }

    /// <summary>l1_rate_sparsity: λ times the number of spikes of the chunk; its gradient is λ at every spike's place and not divided by the batch size, as in snnTorch.</summary>
    public static double L1RateSparsity<T>(Series<T> spikes, Series<T>? gradient, double lambda = 1e-5)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(spikes);
        gradient?.RequireShape(spikes.TimeSteps, spikes.Samples, spikes.Neurons, nameof(gradient));
        var total = 0.0;
        for (var k = 0; k < spikes.Values.Length; k++)
        {
            total += double.CreateTruncating(spikes.Values[k]);
            if (gradient is not null)
            {
                gradient.Values[k] += T.CreateTruncating(lambda);
            }
        }

        return lambda * total;
    }

    /// <summary>weight Σₜ CE(values[t], label).</summary>
    internal static double CrossEntropyOfSteps<T>(Series<T> values, ReadOnlySpan<int> labels, double weight, int batchSize, Series<T>? gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var total = 0.0;
        var scores = new double[values.Neurons];
        var slope = new double[values.Neurons];
        for (var sample = 0; sample < values.Samples; sample++)
        {
            for (var t = 0; t < values.TimeSteps; t++)
            {
                var row = values.Row(t, sample);
                for (var n = 0; n < row.Length; n++)
                {
                    scores[n] = double.CreateTruncating(row[n]);
                }

                total += weight * CrossEntropyOfScores.Evaluate(scores, labels[sample], slope);
                for (var n = 0; gradient is not null && n < row.Length; n++)
                {
                    gradient.Row(t, sample)[n] += T.CreateTruncating(weight * slope[n] / batchSize);
                }
            }
        }

        return total;
    }

    internal static void Check<T>(Series<T>? values, ReadOnlySpan<int> labels, int batchSize, Series<T>? gradient, int classes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, values.Samples);
        if (labels.Length != values.Samples)
        {
            throw new ArgumentException($"{labels.Length} labels do not fit {values.Samples} samples; give one for each.", nameof(labels));
        }

        values.RequireFinite(nameof(values));
        gradient?.RequireShape(values.TimeSteps, values.Samples, values.Neurons, nameof(gradient));
        OneHot.RequireLabels(labels, classes);
    }

    private static void RequireRate(double rate, string name)
    {
        if (rate is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(name, rate, "A rate is a share of the steps, 0..1.");
        }
    }

    private static void Scale(Span<double> values, double factor)
    {
        foreach (ref var value in values)
        {
            value *= factor;
        }
    }
}
