using Bss2.Chip.Circuits;
using Bss2.Chip.Parts;
using Bss2.Chip.Placement;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;
using Bss2.Messages.Spikes;

namespace Bss2.Chip.Blocks;

/// <summary>One population: translates between logical neurons and hardware labels, and between circuits and logical neurons.</summary>
internal sealed class PopulationStage
{
    private const ushort NotOurs = ushort.MaxValue;

    private readonly int _population;
    private readonly ushort[] _labels;
    private readonly ushort[] _neuronOfLabel = new ushort[EventLabel.RowMask + 1];
    private readonly int[] _neuronOfCircuit = new int[ChipGeometry.Circuits];
    private readonly SpikeBatchBuilder _builder = new();

    public PopulationStage(PlacedNetwork placed, int population)
    {
        _population = population;
        _labels = [.. placed.Labels[population].Select(l => (ushort)Math.Max(l, 0))];
        Array.Fill(_neuronOfLabel, NotOurs);
        for (var neuron = 0; neuron < placed.Circuits[population].Length; neuron++)
        {
            _neuronOfCircuit[placed.Circuits[population][neuron]] = neuron;
            if (placed.Labels[population][neuron] != EventLabel.None)
            {
                _neuronOfLabel[placed.Labels[population][neuron] & EventLabel.RowMask] = (ushort)neuron;
            }
        }
    }

    /// <summary>Input spikes of logical neurons as hardware events.</summary>
    public BlockTransfer Encode(BlockHeader header, SpikeBatch spikes)
    {
        var labels = new ushort[spikes.SpikeCount];
        for (var i = 0; i < labels.Length; i++)
        {
            labels[i] = _labels[spikes.Labels[i]];
        }

        var batch = new SpikeBatch(spikes.SampleOffsets, spikes.Ticks, labels);
        return new BlockTransfer(header, 0, 0, new SpikeTransfer(header.Id, 0, SpikePort.HostToCrossbar, _population, batch));
    }

    /// <summary>The recorded spikes of this population among those that the chip sent.</summary>
    public SpikesReported Decode(BlockTransfer transfer)
    {
        var spikes = transfer.Spikes.Spikes;
        _builder.Clear();
        for (var sample = 0; sample < spikes.SampleCount; sample++)
        {
            for (var i = spikes.SampleOffsets[sample]; i < spikes.SampleOffsets[sample + 1]; i++)
            {
                var neuron = _neuronOfLabel[spikes.Labels[i] & EventLabel.RowMask];
                if (neuron != NotOurs)
                {
                    _builder.Add(EventKey.Of(spikes.Ticks[i], neuron));
                }
            }

            _builder.EndSample();
        }

        return new SpikesReported(transfer.Header.Id, new PopulationSpikes(new PopulationId(_population), _builder.ToBatch()));
    }

    /// <summary>Codes of circuits as a trace of logical neurons, in the order of their circuits.</summary>
    public CadcReported Decode(CadcReading reading)
    {
        var neurons = new int[reading.Circuits.Length];
        for (var i = 0; i < neurons.Length; i++)
        {
            neurons[i] = _neuronOfCircuit[reading.Circuits[i]];
        }

        var trace = new CadcTrace(new PopulationId(_population), neurons, reading.PointCount, reading.Ticks, reading.Codes);
        return new CadcReported(reading.Block, reading.Hemisphere, trace);
    }

    /// <summary>Codes of a circuit as the trace of its logical neuron.</summary>
    public MadcReported Decode(MadcReading reading) => new(
        reading.Block, new MadcTrace(new PopulationId(_population), _neuronOfCircuit[reading.Circuit], reading.PointCount, reading.Ticks, reading.Codes));
}
