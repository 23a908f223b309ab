using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Bss2.Trainer.Numerics.SpikeTimes;

/// <summary>
/// First spikes of a layer for one sample, four neurons at a time; the same bits as <see cref="NeuronReference"/>. A block of four ends as soon as all have spiked.
/// </summary>
internal static class ForwardKernel
{
    private static readonly Vector256<double> LaneNumbers = Vector256.Create(0.0, 1, 2, 3);

    /// <summary>Runs the layer.</summary>
    /// <param name="constants">The neurons' constants.</param>
    /// <param name="train">Events of the sample.</param>
    /// <param name="weights">[input, stride], zeros beyond the neurons.</param>
    /// <param name="neurons">Neurons.</param>
    /// <param name="spikes">Where times, anchors and gains go, [stride] each.</param>
    public static void Run(in SpikeTimeConstants constants, EventTrain train, ReadOnlySpan<double> weights, int neurons, in LayerSpikes spikes)
    {
        var stride = Quads.Pad(neurons);
        spikes.Times.Fill(double.PositiveInfinity);
        spikes.Gains.Clear();
        spikes.Anchors.Clear();
        if (train.Count == 0)
        {
            return;
        }

        var start = constants.Start(train.Times[0], backward: false);
        for (var block = 0; block < stride; block += Quads.Count)
        {
            var alive = Vector256.LessThan(LaneNumbers + Vector256.Create((double)block), Vector256.Create((double)neurons));
            Block(constants, train, weights, stride, block, alive, start, spikes);
        }
    }

    private static void Block(
        in SpikeTimeConstants constants, EventTrain train, ReadOnlySpan<double> weights, int stride, int block, Vector256<double> alive,
        (double Current, double Voltage) start, in LayerSpikes spikes)
    {
        ref var column = ref Unsafe.Add(ref MemoryMarshal.GetReference(weights), block);
        var threshold = Vector256.Create(constants.Threshold);
        var (current, voltage) = (Vector256.Create(start.Current), Vector256.Create(start.Voltage));
        var (spikeCurrent, spikeVoltage) = (Vector256<double>.Zero, Vector256<double>.Zero);
        var anchor = Vector256<long>.Zero;
        var waiting = alive;
        ReadOnlySpan<int> numbers = train.Numbers.AsSpan(0, train.Count);
        var membranes = train.Membrane.AsSpan(0, train.Count);
        var responses = train.Response.AsSpan(0, train.Count);
        var synapses = train.Synapse.AsSpan(0, train.Count);
        for (var k = 0; k < numbers.Length; k++)
        {
            current += Vector256.LoadUnsafe(ref column, (nuint)numbers[k] * (nuint)stride);
            var nextVoltage = Vector256.FusedMultiplyAdd(voltage, Vector256.Create(membranes[k]), current * Vector256.Create(responses[k]));
            var nextCurrent = current * Vector256.Create(synapses[k]);
            var above = Vector256.GreaterThanOrEqual(nextVoltage, threshold);
            var peaked = Vector256.GreaterThanOrEqual(current, threshold) & Vector256.GreaterThan(current, voltage) & ~Vector256.GreaterThan(nextCurrent, nextVoltage);
            var candidates = (above | peaked) & waiting;
            if (Vector256.ExtractMostSignificantBits(candidates) != 0)
            {
                var crossed = candidates & above;
                if (Vector256.ExtractMostSignificantBits(Vector256.AndNot(candidates, above)) != 0)
                {
                    crossed = candidates & (above | RisingFlankVectors.PeakReaches(constants, current, voltage, candidates));
                }

                spikeCurrent = Vector256.ConditionalSelect(crossed, current, spikeCurrent);
                spikeVoltage = Vector256.ConditionalSelect(crossed, voltage, spikeVoltage);
                anchor = Vector256.ConditionalSelect(crossed.AsInt64(), Vector256.Create((long)k), anchor);
                waiting = Vector256.AndNot(waiting, crossed);
                if (Vector256.ExtractMostSignificantBits(waiting) == 0)
                {
                    break;
                }
            }

            (current, voltage) = (nextCurrent, nextVoltage);
        }

        var spiked = Vector256.AndNot(alive, waiting);
        if (Vector256.ExtractMostSignificantBits(spiked) != 0)
        {
            Finish(constants, train, weights, stride, block, spiked, spikeCurrent, spikeVoltage, anchor, spikes);
        }
    }

    private static void Finish(
        in SpikeTimeConstants constants, EventTrain train, ReadOnlySpan<double> weights, int stride, int block, Vector256<double> spiked,
        Vector256<double> current, Vector256<double> voltage, Vector256<long> anchor, in LayerSpikes spikes)
    {
        RisingFlankVectors.Solve(constants, current, voltage, spiked, out var delay, out var slope);
        delay &= Vector256.GreaterThan(delay, Vector256<double>.Zero);
        var gain = (Vector256<double>.One / slope) & Vector256.GreaterThan(slope, Vector256<double>.Zero);
        var lanes = Vector256.ExtractMostSignificantBits(spiked);
        for (var lane = 0; lane < Quads.Count; lane++)
        {
            if ((lanes & (1u << lane)) == 0)
            {
                continue;
            }

            var k = (int)anchor[lane];
            var neuron = block + lane;
            var time = train.Times[k] + delay[lane];
            var next = train.Times[k + 1];
            var gainOfLane = gain[lane];
            if (time >= next || constants.SumsDifferBackward)
            {
                // Inputs at the very time of the spike belong to its causes in the backward pass.
                time = time < next ? time : next;
                (k, gainOfLane) = NeuronReference.Recall(constants, train, weights, stride, neuron, time);
            }

            spikes.Times[neuron] = time;
            spikes.Anchors[neuron] = k;
            spikes.Gains[neuron] = gainOfLane;
        }
    }
}
