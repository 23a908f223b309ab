using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.Learning;

/// <summary>What is reported of a chunk besides its loss.</summary>
public static class Metrics
{
    /// <summary>Samples whose largest score, the first of equals, is that of the label.</summary>
    /// <param name="scores">[1, sample, class].</param>
    /// <param name="labels">[sample].</param>
    public static int Correct(Tensor scores, ReadOnlySpan<int> labels)
    {
        ArgumentNullException.ThrowIfNull(scores);
        var correct = 0;
        for (var sample = 0; sample < labels.Length; sample++)
        {
            var row = scores.Row(0, sample);
            var best = 0;
            for (var k = 1; k < row.Length; k++)
            {
                best = row[k] > row[best] ? k : best;
            }

            correct += best == labels[sample] ? 1 : 0;
        }

        return correct;
    }

    /// <summary>Number of spikes in a tensor of zeros and ones, [time, sample, neuron].</summary>
    public static long CountSpikes(Tensor spikes)
    {
        ArgumentNullException.ThrowIfNull(spikes);
        if (spikes.Events is { } events)
        {
            return events.Count;
        }

        return spikes.Values.Length - System.MemoryExtensions.Count(spikes.Values, 0f);
    }

    /// <summary>The values without padding, [time, sample, neuron].</summary>
    public static float[] ToArray(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        var values = new float[tensor.TimeSteps * tensor.Samples * tensor.Neurons];
        for (var row = 0; row < tensor.TimeSteps * tensor.Samples; row++)
        {
            tensor.Values.Slice(row * tensor.Stride, tensor.Neurons).CopyTo(values.AsSpan(row * tensor.Neurons));
        }

        return values;
    }
}
