using Bss2.Chip.Randomness;
using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.Learning;

/// <summary>
/// Data losses. Each returns the sum over the chunk's samples of the per-sample loss and adds to the gradient of its input the derivative of the
/// batch's mean: per sample, divided by the batch size. So the outcomes of chunks add up to those of the batch. Worked out in float64.
/// </summary>
public static class Losses
{
    /// <summary>Cross entropy of the softmax of the scores: −log softmax(scores)[label].</summary>
    /// <param name="scores">[1, sample, class].</param>
    /// <param name="labels">[sample], 0..classes − 1.</param>
    /// <param name="batchSize">Samples of the whole batch.</param>
    public static double CrossEntropy(Tensor scores, ReadOnlySpan<int> labels, int batchSize)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, scores.Samples);
        if (scores.TimeSteps != 1 || labels.Length != scores.Samples)
        {
            throw new ArgumentException($"{labels.Length} labels do not fit scores of shape [{scores.TimeSteps}, {scores.Samples}, {scores.Neurons}]; decode over time first, one label for each sample.", nameof(labels));
        }

        scores.AddGradient();
        var total = 0.0;
        for (var sample = 0; sample < labels.Length; sample++)
        {
            total += CrossEntropy(scores.Row(0, sample), labels[sample], 1.0 / batchSize, scores.GradientRow(0, sample));
        }

        return total;
    }

    /// <summary>Mean over time and neurons of (values − target)², per sample (as PyTorch's MSELoss over the batch).</summary>
    /// <param name="values">[time, sample, neuron].</param>
    /// <param name="targets">[time, sample, neuron] without padding.</param>
    /// <param name="batchSize">Samples of the whole batch.</param>
    public static double MeanSquare(Tensor values, ReadOnlySpan<float> targets, int batchSize)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, values.Samples);
        if (targets.Length != values.TimeSteps * values.Samples * values.Neurons)
        {
            throw new ArgumentException($"{targets.Length} targets do not fit values of shape [{values.TimeSteps}, {values.Samples}, {values.Neurons}].", nameof(targets));
        }

        values.AddGradient();
        var cells = (double)values.TimeSteps * values.Neurons;
        var total = 0.0;
        var at = 0;
        for (var time = 0; time < values.TimeSteps; time++)
        {
            for (var sample = 0; sample < values.Samples; sample++)
            {
                var row = values.Row(time, sample);
                var gradient = values.GradientRow(time, sample);
                for (var n = 0; n < row.Length; n++)
                {
                    var error = (double)row[n] - targets[at++];
                    total += error * error / cells;
                    gradient[n] += (float)(2 * error / (cells * batchSize));
                }
            }
        }

        return total;
    }

    /// <summary>Cross entropy of one sample; its gradient times <paramref name="weight"/> is added where there is a place for it.</summary>
    internal static double CrossEntropy(ReadOnlySpan<float> scores, int label, double weight, Span<float> gradient)
    {
        if ((uint)label >= (uint)scores.Length)
        {
            throw new ArgumentOutOfRangeException(nameof(label), label, $"A label must be one of 0..{scores.Length - 1}.");
        }

        var largest = double.NegativeInfinity;
        foreach (var score in scores)
        {
            largest = Math.Max(largest, score);
        }

        var sum = 0.0;
        foreach (var score in scores)
        {
            sum += PortableMath.Exp(score - largest);
        }

        for (var k = 0; k < gradient.Length; k++)
        {
            var probability = PortableMath.Exp(scores[k] - largest) / sum;
            gradient[k] += (float)(weight * (k == label ? probability - 1 : probability));
        }

        return PortableMath.Log(sum) - (scores[label] - largest);
    }
}
