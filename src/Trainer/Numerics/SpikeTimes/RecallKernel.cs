using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Bss2.Trainer.Numerics.SpikeTimes;

/// <summary>
/// Anchors and gains of a layer for given spike times (measured on a chip, or made with rounded weights), four neurons at a time; the same bits as
/// <see cref="NeuronReference.Recall"/>.
/// </summary>
internal static class RecallKernel
{
    /// <summary>Fills anchors and gains from the times.</summary>
    public static void Run(in SpikeTimeConstants constants, EventTrain train, ReadOnlySpan<double> weights, int neurons, in LayerSpikes spikes)
    {
        spikes.Gains.Clear();
        spikes.Anchors.Clear();
        if (train.Count == 0)
        {
            return;
        }

        var stride = Quads.Pad(neurons);
        var start = constants.Start(train.Times[0], backward: true);
        ref var times = ref MemoryMarshal.GetReference(spikes.Times);
        ref var gains = ref MemoryMarshal.GetReference(spikes.Gains);
        for (var block = 0; block < stride; block += Quads.Count)
        {
            var time = Vector256.LoadUnsafe(ref times, (nuint)block);
            var finite = Vector256.LessThan(time, Vector256.Create(double.PositiveInfinity));
            Sums(constants, train, weights, stride, block, Vector256.ConditionalSelect(finite, time, Vector256.Create(double.NegativeInfinity)), start, spikes.Anchors, out var current, out var voltage);
            var slope = RisingFlankVectors.Slope(constants, current, voltage) & finite & Vector256.LessThanOrEqual(Vector256.Create(train.Times[0]), time);
            ((Vector256<double>.One / slope) & Vector256.GreaterThan(slope, Vector256<double>.Zero)).StoreUnsafe(ref gains, (nuint)block);
        }
    }

    private static void Sums(
        in SpikeTimeConstants constants, EventTrain train, ReadOnlySpan<double> weights, int stride, int block, Vector256<double> time,
        (double Current, double Voltage) start, Span<int> anchors, out Vector256<double> current, out Vector256<double> voltage)
    {
        ref var column = ref Unsafe.Add(ref MemoryMarshal.GetReference(weights), block);
        current = Vector256.Create(start.Current) + Vector256.LoadUnsafe(ref column, (nuint)train.Numbers[0] * (nuint)stride);
        voltage = Vector256.Create(start.Voltage);
        var anchor = Vector256<long>.Zero;
        for (var k = 1; k < train.Count; k++)
        {
            var causal = Vector256.LessThanOrEqual(Vector256.Create(train.Times[k]), time);
            if (Vector256.ExtractMostSignificantBits(causal) == 0)
            {
                break;
            }

            var nextVoltage = Vector256.FusedMultiplyAdd(voltage, Vector256.Create(train.Membrane[k - 1]), current * Vector256.Create(train.Response[k - 1]));
            var nextCurrent = (current * Vector256.Create(train.Synapse[k - 1])) + Vector256.LoadUnsafe(ref column, (nuint)train.Numbers[k] * (nuint)stride);
            voltage = Vector256.ConditionalSelect(causal, nextVoltage, voltage);
            current = Vector256.ConditionalSelect(causal, nextCurrent, current);
            anchor = Vector256.ConditionalSelect(causal.AsInt64(), Vector256.Create((long)k), anchor);
        }

        for (var lane = 0; lane < Quads.Count; lane++)
        {
            anchors[block + lane] = (int)anchor[lane];
        }
    }
}
