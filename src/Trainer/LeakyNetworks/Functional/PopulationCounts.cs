using System.Numerics;

namespace Bss2.Trainer.LeakyNetworks.Functional;

/// <summary>Spikes of each class: of one output neuron, or of a group where there are several neurons for each class (a population code).</summary>
internal static class PopulationCounts
{
    /// <summary>Neurons for each class.</summary>
    public static int GroupSize(int neurons, int? classes)
    {
        var count = classes ?? neurons;
        return count >= 1 && neurons % count == 0
            ? neurons / count
            : throw new ArgumentException($"{neurons} output neurons cannot be {count} equal groups; their number must be a multiple of the number of classes.", nameof(classes));
    }

    /// <summary>Sums over time and group of one sample.</summary>
    public static double[] Of<T>(Series<T> spikes, int sample, int groupSize)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var counts = new double[spikes.Neurons / groupSize];
        for (var t = 0; t < spikes.TimeSteps; t++)
        {
            var row = spikes.Row(t, sample);
            for (var n = 0; n < row.Length; n++)
            {
                counts[n / groupSize] += double.CreateTruncating(row[n]);
            }
        }

        return counts;
    }

    /// <summary>Adds each class's gradient to all spikes of its group; nowhere where no gradient is wanted.</summary>
    public static void Spread<T>(ReadOnlySpan<double> gradient, Series<T>? target, int sample, int groupSize)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var t = 0; t < (target?.TimeSteps ?? 0); t++)
        {
            var row = target!.Row(t, sample);
            for (var n = 0; n < row.Length; n++)
            {
                row[n] += T.CreateTruncating(gradient[n / groupSize]);
            }
        }
    }
}
