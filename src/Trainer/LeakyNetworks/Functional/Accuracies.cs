using System.Numerics;
using Bss2.Trainer.LeakyNetworks.Coding;

namespace Bss2.Trainer.LeakyNetworks.Functional;

/// <summary>Numbers of samples whose class is read off correctly from output spikes [time, sample, neuron]. Divided by the number of samples they are snnTorch's accuracies.</summary>
public static class Accuracies
{
    /// <summary>accuracy_rate: the class with the most spikes, the first of equals.</summary>
    /// <param name="spikes">[time, sample, neuron].</param>
    /// <param name="labels">[sample].</param>
    /// <param name="classes">Number of equal groups of neurons (a population code); null for one neuron for each class.</param>
    public static int CorrectByRate<T>(Series<T> spikes, ReadOnlySpan<int> labels, int? classes = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(spikes);
        var group = PopulationCounts.GroupSize(spikes.Neurons, classes);
        SpikeLosses.Check(spikes, labels, spikes.Samples, null, spikes.Neurons / group);
        var correct = 0;
        for (var sample = 0; sample < labels.Length; sample++)
        {
            correct += OneHot.LargestOf<double>(PopulationCounts.Of(spikes, sample, group)) == labels[sample] ? 1 : 0;
        }

        return correct;
    }

    /// <summary>accuracy_temporal: the class that spikes first, the first of equals; a silent neuron counts as spiking in the last step.</summary>
    public static int CorrectByFirstSpike<T>(Series<T> spikes, ReadOnlySpan<int> labels)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpikeLosses.Check(spikes, labels, spikes?.Samples ?? 0, null, spikes?.Neurons ?? 1);
        var times = TemporalLosses.FirstSpikes(spikes!);
        var correct = 0;
        for (var sample = 0; sample < labels.Length; sample++)
        {
            var row = times.AsSpan(sample * spikes!.Neurons, spikes.Neurons);
            correct += row.IndexOf(Min(row)) == labels[sample] ? 1 : 0;
        }

        return correct;
    }

    private static int Min(ReadOnlySpan<int> times)
    {
        var least = times[0];
        foreach (var time in times)
        {
            least = Math.Min(least, time);
        }

        return least;
    }
}
