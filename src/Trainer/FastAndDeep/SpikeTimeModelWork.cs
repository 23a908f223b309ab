using Bss2.Trainer.Numerics.SpikeTimes;

namespace Bss2.Trainer.FastAndDeep;

/// <summary>A thread's memory for a <see cref="SpikeTimeModel"/>: packed parameters, times, sums.</summary>
internal sealed class SpikeTimeModelWork(SpikeTimeNetwork network, int samples)
{
    public SpikeTimeParameters Parameters { get; } = new(network);

    /// <summary>Which state of the model <see cref="Parameters"/> hold; 0 for none.</summary>
    public long Version { get; set; }

    public SpikeTimeWorkspace Passes { get; } = new(network, samples);

    public SpikeTimeGradients Gradients { get; } = new(network);

    /// <summary>[sample].</summary>
    public int[] Labels { get; } = new int[samples];

    /// <summary>[layer][delay].</summary>
    public double[][] Delays { get; } = [.. Enumerable.Range(0, network.Layers.Count).Select(l => new double[network.DelaysOf(l)])];

    /// <summary>Spikes of the hidden layers over the first samples.</summary>
    public long HiddenSpikes(int count)
    {
        var spikes = 0L;
        for (var l = 0; l < network.Layers.Count - 1; l++)
        {
            foreach (var time in Passes.Times(l)[..(count * network.Layers[l].Outputs)])
            {
                spikes += time < double.PositiveInfinity ? 1 : 0;
            }
        }

        return spikes;
    }

    /// <summary>[sample, neuron of all hidden layers] of the first samples.</summary>
    public double[] HiddenTimes(int count)
    {
        var times = new List<double>();
        for (var k = 0; k < count; k++)
        {
            for (var l = 0; l < network.Layers.Count - 1; l++)
            {
                var neurons = network.Layers[l].Outputs;
                times.AddRange(Passes.Times(l).Slice(k * neurons, neurons));
            }
        }

        return [.. times];
    }
}
