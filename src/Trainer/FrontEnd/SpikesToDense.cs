using Bss2.Messages.Spikes;
using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.FrontEnd;

/// <summary>Recorded spikes to the dense grid: bin k covers [(k − ½) dt, (k + ½) dt); several spikes of a neuron in one bin count once (hxtorch to_dense.cpp).</summary>
public static class SpikesToDense
{
    /// <summary>Writes the spikes of consecutive samples.</summary>
    /// <param name="spikes">Recording of the whole batch; labels are logical neurons.</param>
    /// <param name="firstSample">Sample of the batch that is the target's first.</param>
    /// <param name="grid">The time grid; its steps are the target's.</param>
    /// <param name="target">[time, sample, neuron]; all of it is written.</param>
    public static void Fill(SpikeBatch spikes, int firstSample, TimeGrid grid, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(spikes);
        ArgumentNullException.ThrowIfNull(target);
        if (firstSample < 0 || firstSample + target.Samples > spikes.SampleCount)
        {
            throw new ArgumentOutOfRangeException(nameof(firstSample), firstSample, $"Samples {firstSample}..{firstSample + target.Samples - 1} are wanted of a recording of {spikes.SampleCount}.");
        }

        var values = target.Values;
        values.Clear();
        var rows = Math.Min(grid.HardwareRows, target.TimeSteps);
        for (var sample = 0; sample < target.Samples; sample++)
        {
            for (var e = spikes.SampleOffsets[firstSample + sample]; e < spikes.SampleOffsets[firstSample + sample + 1]; e++)
            {
                var row = grid.SpikeRow(spikes.Ticks[e]);
                if (row < 0 || row >= rows)
                {
                    continue;
                }

                if (spikes.Labels[e] >= target.Neurons)
                {
                    throw new ArgumentException($"Sample {firstSample + sample} holds a spike of neuron {spikes.Labels[e]}; the layer has neurons 0..{target.Neurons - 1}.", nameof(spikes));
                }

                values[(((row * target.Samples) + sample) * target.Stride) + spikes.Labels[e]] = 1;
            }
        }
    }
}
