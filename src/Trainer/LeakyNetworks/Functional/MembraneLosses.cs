using System.Numerics;

namespace Bss2.Trainer.LeakyNetworks.Functional;

/// <summary>Losses on the recorded membrane of the output layer; conventions as of <see cref="SpikeLosses"/>.</summary>
public static class MembraneLosses
{
    /// <summary>The loss of snnTorch's tutorial 5: Σₜ CE(U[t], label), not divided by the number of steps.</summary>
    public static double CrossEntropySum<T>(Series<T> membrane, ReadOnlySpan<int> labels, int batchSize, Series<T>? gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpikeLosses.Check(membrane, labels, batchSize, gradient, membrane?.Neurons ?? 1);
        return SpikeLosses.CrossEntropyOfSteps(membrane!, labels, 1, batchSize, gradient);
    }

    /// <summary>ce_max_membrane_loss: CE(maxₜ U[t], label). The gradient goes to the first step of the maximum.</summary>
    public static double CrossEntropyMax<T>(Series<T> membrane, ReadOnlySpan<int> labels, int batchSize, Series<T>? gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpikeLosses.Check(membrane, labels, batchSize, gradient, membrane?.Neurons ?? 1);
        var total = 0.0;
        var (largest, slope, steps) = (new double[membrane!.Neurons], new double[membrane.Neurons], new int[membrane.Neurons]);
        for (var sample = 0; sample < membrane.Samples; sample++)
        {
            for (var n = 0; n < largest.Length; n++)
            {
                steps[n] = 0;
                for (var t = 1; t < membrane.TimeSteps; t++)
                {
                    steps[n] = membrane[t, sample, n] > membrane[steps[n], sample, n] ? t : steps[n];
                }

                largest[n] = double.CreateTruncating(membrane[steps[n], sample, n]);
            }

            total += CrossEntropyOfScores.Evaluate(largest, labels[sample], slope);
            for (var n = 0; gradient is not null && n < largest.Length; n++)
            {
                gradient[steps[n], sample, n] += T.CreateTruncating(slope[n] / batchSize);
            }
        }

        return total;
    }

    /// <summary>mse_membrane_loss: (1/T) Σₜ mean over neurons of (U[t] − target)².</summary>
    /// <param name="membrane">[time, sample, neuron].</param>
    /// <param name="targets">[time, sample, neuron], or [1, sample, neuron] for targets that stay the same (<see cref="Coding.OneHot"/>, <see cref="Coding.TargetCode"/>).</param>
    /// <param name="batchSize">Samples of the whole batch.</param>
    /// <param name="gradient">Added to; null where none is wanted.</param>
    public static double MeanSquare<T>(Series<T> membrane, Series<T> targets, int batchSize, Series<T>? gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(membrane);
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, membrane.Samples);
        targets.RequireShape(targets.TimeSteps == 1 ? 1 : membrane.TimeSteps, membrane.Samples, membrane.Neurons, nameof(targets));
        gradient?.RequireShape(membrane.TimeSteps, membrane.Samples, membrane.Neurons, nameof(gradient));
        membrane.RequireFinite(nameof(membrane));
        targets.RequireFinite(nameof(targets));
        var weight = 1.0 / ((double)membrane.TimeSteps * membrane.Neurons);
        var total = 0.0;
        for (var k = 0; k < membrane.Values.Length; k++)
        {
            var error = double.CreateTruncating(membrane.Values[k]) - double.CreateTruncating(targets.Values[k % targets.Values.Length]);
            total += weight * error * error;
            if (gradient is not null)
            {
                gradient.Values[k] += T.CreateTruncating(2 * weight * error / batchSize);
            }
        }

        return total;
    }
}
