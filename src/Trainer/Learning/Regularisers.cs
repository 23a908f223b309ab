using System.Numerics;
using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.Learning;

/// <summary>
/// The regularisers of the hxtorch Yin-Yang tutorial. Those of activity return sums over the chunk's samples and add gradients divided by the batch
/// size, as <see cref="Losses"/> do; those of weights return their whole value once for each batch.
/// </summary>
public static class Regularisers
{
    /// <summary>factor · mean over samples and classes of score².</summary>
    /// <param name="scores">[1, sample, class].</param>
    /// <param name="factor">Prefactor, not negative.</param>
    /// <param name="batchSize">Samples of the whole batch.</param>
    public static double Readout(Tensor scores, double factor, int batchSize)
    {
        ArgumentNullException.ThrowIfNull(scores);
        if (factor == 0)
        {
            return 0;
        }

        scores.AddGradient();
        var total = 0.0;
        for (var sample = 0; sample < scores.Samples; sample++)
        {
            var row = scores.Row(0, sample);
            var gradient = scores.GradientRow(0, sample);
            for (var k = 0; k < row.Length; k++)
            {
                total += (double)row[k] * row[k];
                gradient[k] += (float)(2 * factor * row[k] / ((double)row.Length * batchSize));
            }
        }

        return factor * total / scores.Neurons;
    }

    /// <summary>factor · mean over samples and neurons of (sum over time of spikes)².</summary>
    /// <param name="spikes">[time, sample, neuron].</param>
    /// <param name="factor">Prefactor, not negative.</param>
    /// <param name="batchSize">Samples of the whole batch.</param>
    public static double Bursts(Tensor spikes, double factor, int batchSize)
    {
        ArgumentNullException.ThrowIfNull(spikes);
        if (factor == 0)
        {
            return 0;
        }

        var values = spikes.Values;
        var gradient = spikes.AddGradient();
        var row = spikes.Samples * spikes.Stride;
        var total = 0.0;
        for (var cell = 0; cell < row; cell++)
        {
            // Padding lanes are silent: they add nothing.
            var count = 0.0;
            for (var at = cell; at < values.Length; at += row)
            {
                count += values[at];
            }

            total += count * count;
            var slope = (float)(2 * factor * count / ((double)spikes.Neurons * batchSize));
            for (var at = cell; at < values.Length; at += row)
            {
                gradient[at] += slope;
            }
        }

        return factor * total / spikes.Neurons;
    }

    /// <summary>factor · mean over weights of weight²; adds the gradient where a buffer is given.</summary>
    public static double Weights<T>(Parameter<T> weight, double factor, GradientBuffer? gradients)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(weight);
        if (factor == 0)
        {
            return 0;
        }

        var total = 0.0;
        foreach (var value in weight.Values)
        {
            var wide = double.CreateTruncating(value);
            total += wide * wide;
        }

        if (gradients?.Find(weight) is { } gradient)
        {
            for (var k = 0; k < gradient.Length; k++)
            {
                gradient[k] += T.CreateTruncating(2 * factor * double.CreateTruncating(weight.Values[k]) / weight.Values.Length);
            }
        }

        return factor * total / weight.Values.Length;
    }
}
