using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;
using Bss2.Messages.Spikes;
using Bss2.Messages.Units;
using Bss2.Trainer.Data;
using Bss2.Trainer.Numerics;
using Bss2.Trainer.Numerics.SpikeTimes;
using Bss2.Trainer.Training;

namespace Bss2.Trainer.FastAndDeep;

/// <summary>How a network of spike times runs on a chip: one input population (bias spikes last), a population of neurons for each layer, no membranes recorded.</summary>
internal sealed class ChipPart
{
    private readonly SpikeTimeNetwork _network;
    private readonly double _clocksPerUnit;
    private readonly double _unitsPerTick;

    public ChipPart(SpikeTimeModelOptions options)
    {
        var setup = options.Chip!;
        _network = options.Network;
        var ticksPerUnit = setup.MicrosecondsPerUnit * HardwareTicks.PerMicrosecond;
        (_clocksPerUnit, _unitsPerTick) = (ticksPerUnit / HardwareTicks.PerFpgaClock, 1 / ticksPerUnit);
        WeightScale = setup.WeightScale((_network.Neuron.Threshold - _network.Neuron.Leak) * _network.Neuron.LeakConductance);
        Duration = new HardwareTicks((long)Math.Ceiling(options.SampleLength * _clocksPerUnit) * HardwareTicks.PerFpgaClock);
        var names = LayerNames.Of(_network);
        Network = new NetworkSpec(
            [
                new PopulationSpec("input", PopulationKind.Input, _network.RowsOf(0)),
                .. _network.Layers.Select((layer, l) => new PopulationSpec(names[l], PopulationKind.LeakyIntegrateAndFire, layer.Outputs, setup.Targets, RecordCadc: false)),
            ],
            [.. names.Select((name, l) => new ProjectionSpec(name, new PopulationId(l), new PopulationId(l + 1)))]);
    }

    public NetworkSpec Network { get; }

    public HardwareTicks Duration { get; }

    /// <summary>Integer weight of a model weight of 1.</summary>
    public double WeightScale { get; }

    /// <summary>The largest model weight that has an integer.</summary>
    public double LargestWeight => ChipSetup.LargestInteger / WeightScale;

    /// <summary>Weights rounded half away from zero, as [target, source].</summary>
    public ProjectionWeights[] Weights(IReadOnlyList<Parameter<double>> weights)
    {
        var projections = new ProjectionWeights[weights.Count];
        for (var l = 0; l < projections.Length; l++)
        {
            var (rows, outputs, values) = (_network.RowsOf(l), _network.Layers[l].Outputs, weights[l].Values);
            var integers = new sbyte[values.Length];
            for (var row = 0; row < rows; row++)
            {
                for (var neuron = 0; neuron < outputs; neuron++)
                {
                    var scaled = Math.Round(values[(row * outputs) + neuron] * WeightScale, MidpointRounding.AwayFromZero);
                    integers[(neuron * rows) + row] = (sbyte)Math.Clamp(scaled, -ChipSetup.LargestInteger, ChipSetup.LargestInteger);
                }
            }

            projections[l] = new ProjectionWeights(l, integers);
        }

        return projections;
    }

    /// <summary>Spike times on the 8 ns grid; those that are infinite, or not before the end of the sample, are left out.</summary>
    public PopulationSpikes[] Encode(Dataset data, ReadOnlySpan<int> samples)
    {
        var bias = _network.Layers[0].BiasTimes;
        var (inputs, rows) = (_network.Inputs, _network.RowsOf(0));
        var offsets = new int[samples.Length + 1];
        var (ticks, labels) = (new List<int>(samples.Length * rows), new List<ushort>(samples.Length * rows));
        var (times, events) = (new double[rows], new (int Tick, ushort Label)[rows]);
        for (var k = 0; k < samples.Length; k++)
        {
            data.Read(samples[k], times.AsSpan(0, inputs));
            for (var b = 0; b < bias.Count; b++)
            {
                times[inputs + b] = bias[b];
            }

            var count = 0;
            for (var row = 0; row < rows; row++)
            {
                var tick = Math.Round(times[row] * _clocksPerUnit, MidpointRounding.AwayFromZero) * HardwareTicks.PerFpgaClock;
                if (tick < Duration.Value)
                {
                    events[count++] = ((int)tick, (ushort)row);
                }
            }

            Array.Sort(events, 0, count);
            for (var e = 0; e < count; e++)
            {
                ticks.Add(events[e].Tick);
                labels.Add(events[e].Label);
            }

            offsets[k + 1] = ticks.Count;
        }

        return [new PopulationSpikes(new PopulationId(0), new SpikeBatch(offsets, [.. ticks], [.. labels]))];
    }

    /// <summary>First spike of each neuron of a layer for consecutive samples of a batch, model units; infinity for none.</summary>
    /// <param name="measured">Recordings of the batch.</param>
    /// <param name="layer">Number of the layer.</param>
    /// <param name="first">First sample.</param>
    /// <param name="times">[sample, neuron], written.</param>
    public void ReadTimes(MeasuredBatch measured, int layer, int first, Span<double> times)
    {
        times.Fill(double.PositiveInfinity);
        var neurons = _network.Layers[layer].Outputs;
        var batch = Array.Find(measured.Spikes, s => s.Population == new PopulationId(layer + 1))?.Spikes
            ?? throw new InvalidOperationException($"The chip's recording lacks the spikes of layer {layer}.");
        for (var k = 0; k < times.Length / neurons; k++)
        {
            var own = times.Slice(k * neurons, neurons);
            for (var e = batch.SampleOffsets[first + k]; e < batch.SampleOffsets[first + k + 1]; e++)
            {
                own[batch.Labels[e]] = Math.Min(own[batch.Labels[e]], batch.Ticks[e] * _unitsPerTick);
            }
        }
    }
}
