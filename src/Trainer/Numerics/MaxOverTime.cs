using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Bss2.Trainer.Numerics;

/// <summary>Decoder: the largest value over time, [time, sample, neuron] to [1, sample, neuron]. Rows that tie share the gradient equally (as PyTorch's amax).</summary>
public sealed class MaxOverTime : TapeOperation
{
    private AlignedBuffer _shares;
    private Tensor _input = null!;
    private Tensor _output = null!;

    /// <summary>Records the reduction.</summary>
    public static Tensor Apply(Tape tape, Tensor input)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(input);
        var operation = tape.Record<MaxOverTime>();
        operation._input = input;
        operation._output = tape.Allocate(1, input.Samples, input.Neurons);
        var values = input.Values;
        var row = input.Samples * input.Stride;
        var output = operation._output.Values;
        values[..row].CopyTo(output);
        ref var value = ref MemoryMarshal.GetReference(values);
        for (var k = 0; k < row; k += Lanes.Count)
        {
            var largest = Vector256.Create(output.Slice(k, Lanes.Count));
            for (var at = row + k; at < values.Length; at += row)
            {
                var now = Vector256.LoadUnsafe(ref value, (nuint)at);
                largest = Vector256.ConditionalSelect(Vector256.GreaterThan(now, largest), now, largest);
            }

            largest.CopyTo(output[k..]);
        }

        return operation._output;
    }

    internal override void Backward(GradientBuffer gradients)
    {
        if (!_output.HasGradient)
        {
            return;
        }

        var row = _output.Length;
        var shares = _shares.Span(_output.Length);
        var values = _input.Values;
        var maxima = _output.Values;
        var gradient = _output.Gradient;
        ref var value = ref MemoryMarshal.GetReference(values);
        for (var k = 0; k < row; k += Lanes.Count)
        {
            var largest = Vector256.Create(maxima.Slice(k, Lanes.Count));
            var ties = Vector256<float>.Zero;
            for (var at = k; at < values.Length; at += row)
            {
                ties += Vector256.Equals(Vector256.LoadUnsafe(ref value, (nuint)at), largest) & Vector256<float>.One;
            }

            (Vector256.Create(gradient.Slice(k, Lanes.Count)) / ties).CopyTo(shares[k..]);
        }

        Spread(values, maxima, shares, _input.AddGradient());
    }

    private static void Spread(ReadOnlySpan<float> values, ReadOnlySpan<float> maxima, ReadOnlySpan<float> shares, Span<float> gradient)
    {
        ref var value = ref MemoryMarshal.GetReference(values);
        ref var target = ref MemoryMarshal.GetReference(gradient);
        for (var start = 0; start < values.Length; start += maxima.Length)
        {
            for (var k = 0; k < maxima.Length; k += Lanes.Count)
            {
                var at = (nuint)(start + k);
                var ties = Vector256.Equals(Vector256.LoadUnsafe(ref value, at), Vector256.Create(maxima.Slice(k, Lanes.Count)));
                (Vector256.LoadUnsafe(ref target, at) + (Vector256.Create(shares.Slice(k, Lanes.Count)) & ties)).StoreUnsafe(ref target, at);
            }
        }
    }
}
