using Bss2.Trainer.Learning;

namespace Bss2.Trainer.Perceptron;

/// <content>What is not on the chip: scaling, shapes, losses.</content>
public sealed partial class PerceptronSession
{
    /// <summary>factor · x, whose gradient is scaled alike.</summary>
    public ShapedTensor Scale(ShapedTensor input, float factor)
    {
        ArgumentNullException.ThrowIfNull(input);
        var output = Like(input);
        var x = input.Values;
        var y = output.Values;
        for (var k = 0; k < y.Length; k++)
        {
            y[k] = factor * x[k];
        }

        if (output.RequiresGradient)
        {
            Record(() =>
            {
                if (!output.HasGradient || input.AddGradient() is not { IsEmpty: false } sum)
                {
                    return;
                }

                var gradient = output.Gradient;
                for (var k = 0; k < sum.Length; k++)
                {
                    sum[k] += factor * gradient[k];
                }
            });
        }

        return output;
    }

    /// <summary>The same values in another shape.</summary>
    /// <exception cref="ArgumentException">The shape holds another number of values.</exception>
    public ShapedTensor Reshape(ShapedTensor input, params int[] shape)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(shape);
        return Array.TrueForAll(shape, size => size > 0) && ShapedTensor.CountOf(shape) == input.Count
            ? Rearrangement.Reshape(this, input, [.. shape])
            : throw new ArgumentException($"{ShapedTensor.Describe(input.Shape)} has {input.Count} values and cannot be made {ShapedTensor.Describe(shape)}.", nameof(shape));
    }

    /// <summary>
    /// Cross entropy of the softmax of scores: the sum over the labelled samples, with the gradient of the batch's mean added to the scores.
    /// </summary>
    /// <param name="scores">[sample, class].</param>
    /// <param name="labels">Labels of the last samples; those before them are not in the loss.</param>
    /// <param name="batchSize">Samples of the batch that have a label.</param>
    /// <exception cref="ArgumentException">Scores and labels do not fit each other.</exception>
    public static double CrossEntropy(ShapedTensor scores, ReadOnlySpan<int> labels, int batchSize)
    {
        ArgumentNullException.ThrowIfNull(scores);
        if (scores.Dimensions != 2 || labels.Length > scores.Shape[0] || labels.Length == 0)
        {
            throw new ArgumentException($"{labels.Length} labels do not fit scores {ShapedTensor.Describe(scores.Shape)}; permitted: [sample, class] with 1 label or more and as many samples at least.", nameof(labels));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, labels.Length);
        var (first, classes) = (scores.Shape[0] - labels.Length, scores.Shape[1]);
        var gradient = scores.AddGradient();
        var total = 0.0;
        for (var k = 0; k < labels.Length; k++)
        {
            var row = ((first + k) * classes)..((first + k + 1) * classes);
            total += Losses.CrossEntropy(scores.Values[row], labels[k], 1.0 / batchSize, gradient.IsEmpty ? [] : gradient[row]);
        }

        return total;
    }
}
