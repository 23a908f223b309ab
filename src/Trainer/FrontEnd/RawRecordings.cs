using Bss2.Messages.Units;
using Bss2.Trainer.Training;

namespace Bss2.Trainer.FrontEnd;

/// <summary>Picks single neurons out of a batch's recordings, as they came from the chip.</summary>
internal sealed class RawRecordings(MeasuredBatch measured)
{
    public static InvalidOperationException NoChip(string handle) =>
        new($"'{handle}' has no raw recording: no chip ran this pass, and the numerics alone record nothing. Give the experiment hardware, or read the tensor.");

    public RawSpike[] Spikes(TensorHandle handle, int sample)
    {
        if (handle is not { Observable: Observable.Spikes, Module: Neuron layer })
        {
            throw new InvalidOperationException($"'{handle.Name}' is not recorded as spikes; raw spikes are those of a Neuron layer's Spikes handle.");
        }

        if (!layer.EnableSpikeRecording)
        {
            throw new InvalidOperationException($"Layer '{layer.Name}' does not record spikes; set its EnableSpikeRecording.");
        }

        var batch = measured.Spikes.FirstOrDefault(s => s.Population == layer.Id)?.Spikes ?? throw Missing(handle.Name);
        var range = batch.SampleOffsets[sample]..batch.SampleOffsets[sample + 1];
        return [.. batch.Ticks[range].Zip(batch.Labels[range], (tick, label) => new RawSpike(label, new HardwareTicks(tick)))];
    }

    public RawCadcTrace Cadc(TensorHandle handle, int neuron, int sample)
    {
        if (handle is not { Observable: Observable.MembraneCadc, Module: NeuronLayer layer })
        {
            throw new InvalidOperationException($"'{handle.Name}' is not recorded by the column ADC; raw samples are those of a layer's MembraneCadc handle.");
        }

        if (!layer.EnableCadcRecording)
        {
            throw new InvalidOperationException($"Layer '{layer.Name}' does not record with the column ADC; set its EnableCadcRecording.");
        }

        if (neuron < 0 || neuron >= layer.Size)
        {
            throw new ArgumentOutOfRangeException(nameof(neuron), neuron, $"Layer '{layer.Name}' has no neuron {neuron}; permitted are 0..{layer.Size - 1}.");
        }

        foreach (var trace in measured.Cadc)
        {
            var column = trace.Population == layer.Id ? Array.IndexOf(trace.Neurons, neuron) : -1;
            if (column >= 0)
            {
                var points = Enumerable.Range(sample * trace.PointCount, trace.PointCount);
                return new RawCadcTrace(
                    neuron,
                    sample,
                    [.. points.Select(p => RawTime.FpgaClock(trace.Ticks[p]))],
                    [.. points.Select(p => (int)trace.Codes[(p * trace.Neurons.Length) + column])]);
            }
        }

        throw Missing(handle.Name);
    }

    public RawMadcTrace Madc(MadcHandle handle, int sample)
    {
        var layer = handle.Layer;
        if (!layer.EnableMadcRecording)
        {
            throw new InvalidOperationException($"Layer '{layer.Name}' does not record with the membrane ADC; set its EnableMadcRecording and RecordNeuronId.");
        }

        var trace = Array.Find(measured.Madc, t => t.Population == layer.Id) ?? throw Missing(handle.Name);
        var range = (sample * trace.PointCount)..((sample + 1) * trace.PointCount);
        return new RawMadcTrace(
            trace.Neuron,
            sample,
            Array.ConvertAll(trace.Ticks[range], RawTime.FpgaClock),
            Array.ConvertAll(trace.Codes[range], code => (int)code));
    }

    private static InvalidOperationException Missing(string handle) => new($"The recording of the batch holds nothing of '{handle}', though its layer records it.");
}
