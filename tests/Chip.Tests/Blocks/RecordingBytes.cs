using Bss2.Messages.Experiment;
using Bss2.Messages.Spikes;

namespace Bss2.Chip.Tests.Blocks;

/// <summary>Everything that a recording says of each sample, as comparable text.</summary>
internal static class RecordingBytes
{
    public static IEnumerable<string> Samples(BlockRecording recording)
    {
        var samples = recording.Spikes[0].Spikes.SampleCount;
        for (var s = 0; s < samples; s++)
        {
            var spikes = recording.Spikes.Select(p => $"spikes {p.Population.Value}: {Spikes(p.Spikes, s)}");
            var cadc = recording.Cadc.Select(t => $"cadc {t.Population.Value} [{string.Join(",", t.Neurons)}]: {Codes(t, s)}");
            yield return $"sample {recording.FirstSample + s}\n" + string.Join("\n", spikes.Concat(cadc).Concat(recording.Madc.Select(t => $"madc {t.Population.Value} {t.Neuron}: {Codes(t, s)}")));
        }
    }

    public static (int Tick, int Neuron)[] Spikes(BlockRecording recording, int population, int sample = 0)
    {
        var batch = recording.Spikes.Single(p => p.Population.Value == population).Spikes;
        return [.. Enumerable.Range(batch.SampleOffsets[sample], batch.SampleOffsets[sample + 1] - batch.SampleOffsets[sample])
            .Select(i => (batch.Ticks[i], (int)batch.Labels[i]))];
    }

    private static string Spikes(SpikeBatch batch, int sample) => string.Join(
        " ", Enumerable.Range(batch.SampleOffsets[sample], batch.SampleOffsets[sample + 1] - batch.SampleOffsets[sample]).Select(i => $"{batch.Labels[i]}@{batch.Ticks[i]}"));

    private static string Codes(MadcTrace trace, int sample) => string.Join(
        " ", Enumerable.Range(sample * trace.PointCount, trace.PointCount).Select(i => $"{trace.Codes[i]}@{trace.Ticks[i]}"));

    private static string Codes(CadcTrace trace, int sample)
    {
        var row = trace.PointCount * trace.Neurons.Length;
        return string.Join(",", trace.Ticks[(sample * trace.PointCount)..((sample + 1) * trace.PointCount)])
            + " " + Convert.ToHexString(Array.ConvertAll(trace.Codes[(sample * row)..((sample + 1) * row)], c => (byte)c));
    }
}
