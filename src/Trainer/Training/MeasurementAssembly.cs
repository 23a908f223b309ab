using Bss2.Messages.Experiment;
using Bss2.Messages.Spikes;

namespace Bss2.Trainer.Training;

/// <summary>Puts the recordings of blocks together to those of a batch. Large arrays are used again for the next batch of the same size, so a result is valid until the next call.</summary>
internal sealed class MeasurementAssembly
{
    private CadcTrace[] _traces = [];

    /// <summary>Joins recordings in the order of blocks.</summary>
    /// <exception cref="InvalidOperationException">The blocks recorded different populations or numbers of points.</exception>
    public MeasuredBatch Join(BlockRecording[] blocks)
    {
        var first = blocks[0];
        foreach (var block in blocks)
        {
            var same = block.Spikes.Length == first.Spikes.Length && block.Cadc.Length == first.Cadc.Length && block.Madc.Length == first.Madc.Length;
            Demand(same, block, "numbers of recorded populations");
        }

        var spikes = new PopulationSpikes[first.Spikes.Length];
        for (var k = 0; k < spikes.Length; k++)
        {
            spikes[k] = JoinSpikes(blocks, k);
        }

        if (_traces.Length != first.Cadc.Length)
        {
            _traces = new CadcTrace[first.Cadc.Length];
        }

        for (var k = 0; k < _traces.Length; k++)
        {
            _traces[k] = JoinTraces(blocks, k, _traces[k]);
        }

        return new MeasuredBatch(spikes, _traces, [.. Enumerable.Range(0, first.Madc.Length).Select(k => JoinMadc(blocks, k))]);
    }

    private static PopulationSpikes JoinSpikes(BlockRecording[] blocks, int k)
    {
        var population = blocks[0].Spikes[k].Population;
        var (samples, count) = (0, 0);
        foreach (var block in blocks)
        {
            Demand(block.Spikes[k].Population == population, block, "recorded populations");
            samples += block.Spikes[k].Spikes.SampleCount;
            count += block.Spikes[k].Spikes.SpikeCount;
        }

        var (offsets, ticks, labels) = (new int[samples + 1], new int[count], new ushort[count]);
        var (sample, spike) = (0, 0);
        foreach (var block in blocks)
        {
            var part = block.Spikes[k].Spikes;
            for (var s = 1; s <= part.SampleCount; s++)
            {
                offsets[sample + s] = spike + part.SampleOffsets[s];
            }

            part.Ticks.CopyTo(ticks, spike);
            part.Labels.CopyTo(labels, spike);
            sample += part.SampleCount;
            spike += part.SpikeCount;
        }

        return new PopulationSpikes(population, new SpikeBatch(offsets, ticks, labels));
    }

    private static CadcTrace JoinTraces(BlockRecording[] blocks, int k, CadcTrace? before)
    {
        var first = blocks[0].Cadc[k];
        var (points, codes) = (0, 0);
        foreach (var block in blocks)
        {
            var part = block.Cadc[k];
            Demand(part.Population == first.Population && part.PointCount == first.PointCount && part.Neurons.Length == first.Neurons.Length, block, "CADC traces");
            points += part.Ticks.Length;
            codes += part.Codes.Length;
        }

        var joined = first with
        {
            Ticks = before?.Ticks.Length == points ? before.Ticks : new int[points],
            Codes = before?.Codes.Length == codes ? before.Codes : new sbyte[codes],
        };
        (points, codes) = (0, 0);
        foreach (var block in blocks)
        {
            block.Cadc[k].Ticks.CopyTo(joined.Ticks, points);
            block.Cadc[k].Codes.CopyTo(joined.Codes, codes);
            points += block.Cadc[k].Ticks.Length;
            codes += block.Cadc[k].Codes.Length;
        }

        return joined;
    }

    private static MadcTrace JoinMadc(BlockRecording[] blocks, int k)
    {
        var first = blocks[0].Madc[k];
        foreach (var block in blocks)
        {
            var part = block.Madc[k];
            Demand((part.Population, part.Neuron, part.PointCount) == (first.Population, first.Neuron, first.PointCount), block, "MADC traces");
        }

        return first with { Ticks = [.. blocks.SelectMany(b => b.Madc[k].Ticks)], Codes = [.. blocks.SelectMany(b => b.Madc[k].Codes)] };
    }

    private static void Demand(bool holds, BlockRecording block, string what)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"Block {block.Id.Block} of run {block.Id.Run} has other {what} than block 0: all replicas must run the same network.");
        }
    }
}
