using System.Numerics;

namespace Bss2.Trainer.LeakyNetworks.Coding;

/// <summary>A spike where a value has changed by the threshold or more since the step before (snnTorch's spikegen.delta).</summary>
public static class DeltaCode
{
    /// <param name="data">[time, sample, neuron].</param>
    /// <param name="threshold">Least change, above 0.</param>
    /// <param name="padding">The first step is compared with itself, so it has no spike; otherwise with 0.</param>
    /// <param name="offSpike">A fall by the threshold or more gives −1.</param>
    public static Series<T> Encode<T>(Series<T> data, double threshold = 0.1, bool padding = false, bool offSpike = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threshold);
        data.RequireFinite(nameof(data));
        var least = T.CreateTruncating(threshold);
        var spikes = new Series<T>(data.TimeSteps, data.Samples, data.Neurons);
        var row = data.Samples * data.Neurons;
        for (var cell = 0; cell < data.Values.Length; cell++)
        {
            var now = data.Values[cell];
            var before = cell >= row ? data.Values[cell - row] : padding ? now : T.Zero;
            var change = now - before;
            spikes.Values[cell] = change >= least ? T.One : offSpike && change <= -least ? -T.One : T.Zero;
        }

        return spikes;
    }
}
