using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Bss2.Trainer.Numerics;

/// <summary>
/// The equations of <see cref="CubaLifReference"/> on eight neurons at a time, bit for bit the same. Rows are walked in memory order, so that the
/// row before is still in the first cache level and neurons are independent of each other.
/// </summary>
internal static class CubaLifKernel
{
    /// <inheritdoc cref="CubaLifReference.Forward"/>
    public static void Forward(
        NeuronConstants<float> constants, in LifShape shape, ReadOnlySpan<float> input, Span<float> spikes, Span<float> membrane, Span<float> current)
    {
        CheckLengths(constants, shape, input.Length, spikes.Length, membrane.Length, current.Length);

        // Constant flags, so that the compiler makes one loop without branches of each.
        switch (shape.MembraneMeasured, shape.SpikesMeasured)
        {
            case (false, false): ForwardRows(constants, shape, input, spikes, membrane, current, false, false); break;
            case (false, true): ForwardRows(constants, shape, input, spikes, membrane, current, false, true); break;
            case (true, false): ForwardRows(constants, shape, input, spikes, membrane, current, true, false); break;
            default: ForwardRows(constants, shape, input, spikes, membrane, current, true, true); break;
        }
    }

    /// <inheritdoc cref="CubaLifReference.Backward"/>
    /// <param name="state">Scratch, two rows [sample, lane].</param>
    public static void Backward(
        NeuronConstants<float> constants, in LifShape shape, in LifGradients<float> gradients, ReadOnlySpan<float> spikes, ReadOnlySpan<float> membrane,
        ReadOnlySpan<float> current, Span<float> state, Span<float> inputGradient, bool accumulate)
    {
        CheckLengths(constants, shape, inputGradient.Length, spikes.Length, membrane.Length, current.Length);
        CheckGradient(gradients.Spikes.Length, spikes.Length);
        CheckGradient(gradients.Membrane.Length, spikes.Length);
        CheckGradient(gradients.Current.Length, spikes.Length);
        state = state[..(2 * shape.Samples * constants.Stride)];
        state.Clear();
        var usual = !gradients.Spikes.IsEmpty && gradients.Membrane.IsEmpty && gradients.Current.IsEmpty && !accumulate;
        switch (usual, shape.MembraneMeasured)
        {
            case (true, false): BackwardRows(constants, shape, gradients, spikes, membrane, current, state, inputGradient, false, true, false); break;
            case (true, true): BackwardRows(constants, shape, gradients, spikes, membrane, current, state, inputGradient, false, true, true); break;
            case (false, false): BackwardRows(constants, shape, gradients, spikes, membrane, current, state, inputGradient, accumulate, false, false); break;
            default: BackwardRows(constants, shape, gradients, spikes, membrane, current, state, inputGradient, accumulate, false, true); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ForwardRows(
        NeuronConstants<float> constants, in LifShape shape, ReadOnlySpan<float> input, Span<float> spikes, Span<float> membrane, Span<float> current,
        bool membraneMeasured, bool spikesMeasured)
    {
        ref var x = ref MemoryMarshal.GetReference(input);
        ref var z = ref MemoryMarshal.GetReference(spikes);
        ref var v = ref MemoryMarshal.GetReference(membrane);
        ref var i = ref MemoryMarshal.GetReference(current);
        ref var step = ref MemoryMarshal.GetArrayDataReference(constants.MembraneStep);
        ref var decay = ref MemoryMarshal.GetArrayDataReference(constants.CurrentDecay);
        ref var leak = ref MemoryMarshal.GetArrayDataReference(constants.Leak);
        ref var threshold = ref MemoryMarshal.GetArrayDataReference(constants.Threshold);
        ref var reset = ref MemoryMarshal.GetArrayDataReference(constants.Reset);
        var leakFactor = Vector256.Create(constants.LeakFactor);
        var one = Vector256<float>.One;
        var (stride, rows) = (constants.Stride, shape.TimeSteps * shape.Samples);
        for (var r = 0; r < rows; r++)
        {
            var at = (nuint)(r * stride);
            var before = (nuint)Math.Max(0, (r - shape.Samples) * stride);
            ref var previousV = ref r < shape.Samples ? ref MemoryMarshal.GetArrayDataReference(constants.Initial) : ref Unsafe.Add(ref v, before);
            ref var previousI = ref r < shape.Samples ? ref MemoryMarshal.GetArrayDataReference(constants.NoCurrent) : ref Unsafe.Add(ref i, before);
            for (nuint n = 0; n < (nuint)stride; n += Lanes.Count)
            {
                var oldV = Vector256.LoadUnsafe(ref previousV, n);
                var oldI = Vector256.LoadUnsafe(ref previousI, n);
                ((oldI * Vector256.LoadUnsafe(ref decay, n)) + Vector256.LoadUnsafe(ref x, at + n)).StoreUnsafe(ref i, at + n);
                var newV = membraneMeasured
                    ? Vector256.LoadUnsafe(ref v, at + n)
                    : oldV + (Vector256.LoadUnsafe(ref step, n) * ((leakFactor * (Vector256.LoadUnsafe(ref leak, n) - oldV)) + oldI));
                var fires = spikesMeasured
                    ? ~Vector256.Equals(Vector256.LoadUnsafe(ref z, at + n), Vector256<float>.Zero)
                    : Vector256.GreaterThan(newV - Vector256.LoadUnsafe(ref threshold, n), Vector256<float>.Zero);
                if (!spikesMeasured)
                {
                    (fires & one).StoreUnsafe(ref z, at + n);
                }

                if (!membraneMeasured)
                {
                    Vector256.ConditionalSelect(fires, Vector256.LoadUnsafe(ref reset, n), newV).StoreUnsafe(ref v, at + n);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void BackwardRows(
        NeuronConstants<float> constants, in LifShape shape, in LifGradients<float> gradients, ReadOnlySpan<float> spikes, ReadOnlySpan<float> membrane,
        ReadOnlySpan<float> current, Span<float> state, Span<float> inputGradient, bool accumulate, bool spikesAlone, bool membraneMeasured)
    {
        ref var z = ref MemoryMarshal.GetReference(spikes);
        ref var v = ref MemoryMarshal.GetReference(membrane);
        ref var i = ref MemoryMarshal.GetReference(current);
        ref var gz = ref MemoryMarshal.GetReference(gradients.Spikes);
        ref var gv = ref MemoryMarshal.GetReference(gradients.Membrane);
        ref var gi = ref MemoryMarshal.GetReference(gradients.Current);
        ref var gx = ref MemoryMarshal.GetReference(inputGradient);
        ref var step = ref MemoryMarshal.GetArrayDataReference(constants.MembraneStep);
        ref var membraneDecay = ref MemoryMarshal.GetArrayDataReference(constants.MembraneDecay);
        ref var decay = ref MemoryMarshal.GetArrayDataReference(constants.CurrentDecay);
        ref var leak = ref MemoryMarshal.GetArrayDataReference(constants.Leak);
        ref var threshold = ref MemoryMarshal.GetArrayDataReference(constants.Threshold);
        ref var states = ref MemoryMarshal.GetReference(state);
        var (leakFactor, alpha, one) = (Vector256.Create(constants.LeakFactor), Vector256.Create(constants.Alpha), Vector256<float>.One);
        var (hasSpikes, hasMembrane, hasCurrent) = (spikesAlone || !gradients.Spikes.IsEmpty, !spikesAlone && !gradients.Membrane.IsEmpty, !spikesAlone && !gradients.Current.IsEmpty);
        var stride = constants.Stride;
        for (var r = (shape.TimeSteps * shape.Samples) - 1; r >= 0; r--)
        {
            var at = (nuint)(r * stride);
            var before = (nuint)Math.Max(0, (r - shape.Samples) * stride);
            ref var previousV = ref r < shape.Samples ? ref MemoryMarshal.GetArrayDataReference(constants.Initial) : ref Unsafe.Add(ref v, before);
            ref var previousI = ref r < shape.Samples ? ref MemoryMarshal.GetArrayDataReference(constants.NoCurrent) : ref Unsafe.Add(ref i, before);
            ref var stateV = ref Unsafe.Add(ref states, r % shape.Samples * stride * 2);
            ref var stateI = ref Unsafe.Add(ref stateV, stride);
            for (nuint n = 0; n < (nuint)stride; n += Lanes.Count)
            {
                var adjointV = Vector256.LoadUnsafe(ref stateV, n);
                var adjointI = Vector256.LoadUnsafe(ref stateI, n);
                adjointV = hasMembrane ? adjointV + Vector256.LoadUnsafe(ref gv, at + n) : adjointV;
                adjointI = hasCurrent ? adjointI + Vector256.LoadUnsafe(ref gi, at + n) : adjointI;
                Vector256<float> u;
                if (membraneMeasured)
                {
                    u = Vector256.LoadUnsafe(ref v, at + n) - Vector256.LoadUnsafe(ref threshold, n);
                }
                else
                {
                    // The membrane before its reset is worked out again from the row before: cheaper than keeping it.
                    var oldV = Vector256.LoadUnsafe(ref previousV, n);
                    var change = Vector256.LoadUnsafe(ref step, n) * ((leakFactor * (Vector256.LoadUnsafe(ref leak, n) - oldV)) + Vector256.LoadUnsafe(ref previousI, n));
                    u = oldV + change - Vector256.LoadUnsafe(ref threshold, n);
                    adjointV &= Vector256.Equals(Vector256.LoadUnsafe(ref z, at + n), Vector256<float>.Zero);
                }

                if (hasSpikes)
                {
                    var root = (alpha * Vector256.Abs(u)) + one;
                    adjointV += Vector256.LoadUnsafe(ref gz, at + n) / (root * root);
                }

                (accumulate ? Vector256.LoadUnsafe(ref gx, at + n) + adjointI : adjointI).StoreUnsafe(ref gx, at + n);
                ((adjointI * Vector256.LoadUnsafe(ref decay, n)) + (adjointV * Vector256.LoadUnsafe(ref step, n))).StoreUnsafe(ref stateI, n);
                (adjointV * Vector256.LoadUnsafe(ref membraneDecay, n)).StoreUnsafe(ref stateV, n);
            }
        }
    }

    internal static void CheckLengths(NeuronConstants<float> constants, in LifShape shape, int input, int spikes, int membrane, int current)
    {
        var expected = shape.TimeSteps * shape.Samples * constants.Stride;
        if (input != expected || spikes != expected || membrane != expected || current != expected)
        {
            throw new ArgumentException(
                $"Arrays of {input}, {spikes}, {membrane} and {current} floats do not hold {shape.TimeSteps} time steps x {shape.Samples} samples x {constants.Stride} lanes = {expected}.");
        }
    }

    internal static void CheckGradient(int length, int expected)
    {
        if (length != 0 && length != expected)
        {
            throw new ArgumentException($"A gradient of {length} floats does not fit values of {expected}.");
        }
    }
}
