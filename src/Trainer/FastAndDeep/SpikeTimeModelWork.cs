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
}
