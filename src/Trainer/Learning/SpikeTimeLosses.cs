using Bss2.Trainer.Numerics.SpikeTimes;

namespace Bss2.Trainer.Learning;

/// <summary>
/// Losses of label spike times. As those of <see cref="Losses"/>, each returns the sum over the chunk's samples of the per-sample loss and writes the derivative of the
/// batch's mean: per sample, divided by the batch size.
/// </summary>
/// <remarks>Times are [sample, label], infinity for no spike; gradients have the same shape and are overwritten.</remarks>
public static class SpikeTimeLosses
{
    /// <summary>What a sample (or label) costs that did not spike where it had to; its gradient is 0.</summary>
    public const double MissingSpike = 100;

    /// <summary>
    /// Time to first spike (Göltz, Kriener et al. 2021): ln Σ_k e^(−T_k/ξτ) + T_y/ξτ + α e^(T_y/βτ) with the true label y. A missing true label costs
    /// <see cref="MissingSpike"/>; missing wrong labels add nothing.
    /// </summary>
    /// <param name="options">ξ, α, β and τ.</param>
    /// <param name="times">[sample, label].</param>
    /// <param name="labels">[sample], 0..count − 1.</param>
    /// <param name="batchSize">Samples of the whole batch.</param>
    /// <param name="gradients">[sample, label], written.</param>
    public static double TimeToFirstSpike(FirstSpikeLoss options, ReadOnlySpan<double> times, ReadOnlySpan<int> labels, int batchSize, Span<double> gradients)
    {
        ArgumentNullException.ThrowIfNull(options);
        var count = Check(times, labels, batchSize, gradients);
        Refuse(options.Faults());
        var total = 0.0;
        for (var sample = 0; sample < labels.Length; sample++)
        {
            var span = sample * count;
            total += options.Of(times.Slice(span, count), labels[sample], 1.0 / batchSize, gradients.Slice(span, count));
        }

        return total;
    }

    /// <summary>
    /// Mean over the labels of ½ (T_k − target_k)², target <paramref name="correct"/> for the true label and <paramref name="wrong"/> for the others; a missing spike costs
    /// <see cref="MissingSpike"/> in place of its square.
    /// </summary>
    /// <param name="correct">Target of the true label, finite.</param>
    /// <param name="wrong">Target of the others, finite.</param>
    /// <param name="times">[sample, label].</param>
    /// <param name="labels">[sample].</param>
    /// <param name="batchSize">Samples of the whole batch.</param>
    /// <param name="gradients">[sample, label], written.</param>
    public static double MeanSquare(double correct, double wrong, ReadOnlySpan<double> times, ReadOnlySpan<int> labels, int batchSize, Span<double> gradients)
    {
        Refuse([.. Finite(nameof(correct), correct), .. Finite(nameof(wrong), wrong)]);
        var count = Check(times, labels, batchSize, gradients);
        var total = 0.0;
        for (var k = 0; k < times.Length; k++)
        {
            var missing = !(times[k] < double.PositiveInfinity);
            var error = missing ? 0 : times[k] - (k % count == labels[k / count] ? correct : wrong);
            total += missing ? MissingSpike : 0.5 * error * error;
            gradients[k] = error / ((double)count * batchSize);
        }

        return total / count;
    }

    /// <summary>
    /// Shift-invariant squares (DelGrad): ½ Σ_k≠y (T_k − T_y − separation)². A sample with any label missing costs <see cref="MissingSpike"/> and has no gradient.
    /// </summary>
    /// <param name="separation">By how much the others shall follow the true label; finite.</param>
    /// <param name="times">[sample, label].</param>
    /// <param name="labels">[sample].</param>
    /// <param name="batchSize">Samples of the whole batch.</param>
    /// <param name="gradients">[sample, label], written.</param>
    public static double ShiftInvariantSquare(double separation, ReadOnlySpan<double> times, ReadOnlySpan<int> labels, int batchSize, Span<double> gradients)
    {
        Refuse([.. Finite(nameof(separation), separation)]);
        var count = Check(times, labels, batchSize, gradients);
        var total = 0.0;
        for (var sample = 0; sample < labels.Length; sample++)
        {
            var span = sample * count;
            total += ShiftInvariantSquare(separation, times.Slice(span, count), labels[sample], batchSize, gradients.Slice(span, count));
        }

        return total;
    }

    private static double ShiftInvariantSquare(double separation, ReadOnlySpan<double> times, int label, int batchSize, Span<double> gradient)
    {
        gradient.Clear();
        foreach (var time in times)
        {
            if (!(time < double.PositiveInfinity))
            {
                return MissingSpike;
            }
        }

        var total = 0.0;
        for (var k = 0; k < times.Length; k++)
        {
            if (k != label)
            {
                var error = times[k] - times[label] - separation;
                total += 0.5 * error * error;
                gradient[k] = error / batchSize;
                gradient[label] -= error / batchSize;
            }
        }

        return total;
    }

    private static int Check(ReadOnlySpan<double> times, ReadOnlySpan<int> labels, int batchSize, Span<double> gradients)
    {
        if (labels.IsEmpty)
        {
            throw new ArgumentException("labels is empty; a chunk needs at least one sample.", nameof(labels));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, labels.Length);
        if (times.IsEmpty || times.Length % labels.Length != 0)
        {
            throw new ArgumentException($"{times.Length} times cannot be those of {labels.Length} samples; [sample, label] is needed.", nameof(times));
        }

        Require.Length(nameof(gradients), gradients.Length, times.Length, "the gradient of the times");
        Require.SpikeTimes(nameof(times), times);
        var count = times.Length / labels.Length;
        foreach (var label in labels)
        {
            if ((uint)label >= (uint)count)
            {
                throw new ArgumentOutOfRangeException(nameof(labels), label, $"A label must be one of 0..{count - 1}.");
            }
        }

        return count;
    }

    private static IEnumerable<string> Finite(string field, double value) => double.IsFinite(value) ? [] : [$"{field} is {value}; it must be finite."];

    private static void Refuse(IReadOnlyList<string> faults)
    {
        if (faults.Count > 0)
        {
            throw new ArgumentException("The loss cannot be used: " + string.Join(' ', faults));
        }
    }
}
