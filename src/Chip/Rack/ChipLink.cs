using Bss2.Chip.Circuits;
using Bss2.Chip.Parts;
using Bss2.Chip.Randomness;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;
using Bss2.Messages.Spikes;
using Bss2.Messages.Units;

namespace Bss2.Chip.Rack;

/// <summary>
/// The way of recorded spikes from one chip to another. A spike stamped at t is injected at <c>t + 1.2 us + N(0, 0.05 us)</c>, rounded to the 8 ns grid and
/// never before t; what would arrive at or after the end of the run is lost. The jitter is a function of (seed, phase, serial number of the sending chip, update,
/// position of the sample in its batch, neuron, t), the same on the ways to several chips.
/// </summary>
internal static class ChipLink
{
    private const int PopulationShift = 16;

    /// <summary>Spikes as they arrive.</summary>
    /// <param name="recorded">Spikes of one population as its chip stamped them: logical neurons, even ticks.</param>
    /// <param name="sender">The sending chip: its serial number, and whether latency and jitter are on.</param>
    /// <param name="run">Key of the noise.</param>
    /// <param name="population">Index of the population in the whole network, which tells neurons of one chip apart.</param>
    /// <param name="firstSample">Position of the first sample in its batch.</param>
    /// <param name="durationTicks">Length of a sample's run.</param>
    public static SpikeBatch Carry(SpikeBatch recorded, ChipSettings sender, RunKey run, int population, int firstSample, int durationTicks)
    {
        var delay = sender.Enabled.HasFlag(Imperfections.Latency) ? ChipTiming.ChipToChipTicks : 0;
        var jitters = sender.Enabled.HasFlag(Imperfections.LinkJitter);
        var key = StreamKey.ForRun(run, sender.Serial, NoisePurpose.LinkJitterNoise);
        var builder = new SpikeBatchBuilder();
        for (var sample = 0; sample < recorded.SampleCount; sample++)
        {
            for (var i = recorded.SampleOffsets[sample]; i < recorded.SampleOffsets[sample + 1]; i++)
            {
                var (tick, neuron) = (recorded.Ticks[i], recorded.Labels[i]);
                var jitter = jitters ? Jitter(key, tick, ((uint)population << PopulationShift) | neuron, (uint)(firstSample + sample), (uint)run.Update) : 0;
                var arrival = tick + Math.Max(0, delay + jitter);
                if (arrival < durationTicks)
                {
                    builder.Add(EventKey.Of(arrival, neuron));
                }
            }

            builder.EndSample();
        }

        return builder.ToBatch();
    }

    /// <summary>Ticks, even. A deviate of a 32 bit uniform number is below 6.8 sigma.</summary>
    private static int Jitter(StreamKey key, int tick, uint neuron, uint sample, uint update)
    {
        const double SigmaClocks = ChipTiming.ChipToChipJitterTicks / HardwareTicks.PerFpgaClock;
        return HardwareTicks.PerFpgaClock * (int)Math.Round(SigmaClocks * Gaussian.Next(key, (uint)tick, neuron, sample, update));
    }
}
