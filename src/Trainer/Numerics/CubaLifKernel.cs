using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Bss2.Trainer.Numerics;

/// <summary>
/// The equations of <see cref="CubaLifReference"/> on eight neurons at a time, bit for bit the same. The parameters of eight neurons stay in registers
/// for all samples of a time step; the row before is still in the first cache level, and neurons are independent of each other.
/// </summary>
internal static class CubaLifKernel
{
    // Flags as types: the compiler makes a loop without branches of each combination.
    private readonly struct Yes;

    private readonly struct No;

    /// <inheritdoc cref="CubaLifReference.Forward"/>
    public static void Forward(
        NeuronConstants<float> constants, in LifShape shape, ReadOnlySpan<float> input, Span<float> spikes, Span<float> membrane, Span<float> current)
    {
        CheckLengths(constants, shape, input.Length, spikes.Length, membrane.Length, current.Length);

        switch (shape.MembraneMeasured, shape.SpikesMeasured)
        {
            case (false, false): ForwardRows<No, No>(constants, shape, input, spikes, membrane, current); break;
            case (false, true): ForwardRows<No, Yes>(constants, shape, input, spikes, membrane, current); break;
            case (true, false): ForwardRows<Yes, No>(constants, shape, input, spikes, membrane, current); break;
            default: ForwardRows<Yes, Yes>(constants, shape, input, spikes, membrane, current); break;
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
            case (true, false): BackwardRows<Yes, No>(constants, shape, gradients, spikes, membrane, current, state, inputGradient, accumulate); break;
            case (true, true): BackwardRows<Yes, Yes>(constants, shape, gradients, spikes, membrane, current, state, inputGradient, accumulate); break;
            case (false, false): BackwardRows<No, No>(constants, shape, gradients, spikes, membrane, current, state, inputGradient, accumulate); break;
            default: BackwardRows<No, Yes>(constants, shape, gradients, spikes, membrane, current, state, inputGradient, accumulate); break;
        }
    }

    private static void ForwardRows<TMembraneMeasured, TSpikesMeasured>(
        NeuronConstants<float> constants, in LifShape shape, ReadOnlySpan<float> input, Span<float> spikes, Span<float> membrane, Span<float> current)
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
        var stride = (nuint)constants.Stride;
        var row = stride * (nuint)shape.Samples;
        for (var time = 0; time < shape.TimeSteps; time++)
        {
            ref var previousV = ref time == 0 ? ref MemoryMarshal.GetArrayDataReference(constants.Initial) : ref v;
            ref var previousI = ref time == 0 ? ref MemoryMarshal.GetArrayDataReference(constants.NoCurrent) : ref i;
            var (now, then, thenStep) = ((nuint)time * row, time == 0 ? 0 : ((nuint)time - 1) * row, time == 0 ? 0 : stride);
            for (nuint n = 0; n < stride; n += Lanes.Count)
            {
                var stepN = Vector256.LoadUnsafe(ref step, n);
                var decayN = Vector256.LoadUnsafe(ref decay, n);
                var leakN = Vector256.LoadUnsafe(ref leak, n);
                var thresholdN = Vector256.LoadUnsafe(ref threshold, n);
                var resetN = Vector256.LoadUnsafe(ref reset, n);
                for (nuint at = now + n, before = then + n; at < now + row; at += stride, before += thenStep)
                {
                    var oldI = Vector256.LoadUnsafe(ref previousI, before);
                    ((oldI * decayN) + Vector256.LoadUnsafe(ref x, at)).StoreUnsafe(ref i, at);
                    Vector256<float> newV;
                    if (typeof(TMembraneMeasured) == typeof(Yes))
                    {
                        newV = Vector256.LoadUnsafe(ref v, at);
                    }
                    else
                    {
                        var oldV = Vector256.LoadUnsafe(ref previousV, before);
                        newV = oldV + (stepN * ((leakFactor * (leakN - oldV)) + oldI));
                    }

                    var fires = typeof(TSpikesMeasured) == typeof(Yes)
                        ? ~Vector256.Equals(Vector256.LoadUnsafe(ref z, at), Vector256<float>.Zero)
                        : Vector256.GreaterThan(newV - thresholdN, Vector256<float>.Zero);
                    if (typeof(TSpikesMeasured) == typeof(No))
                    {
                        (fires & one).StoreUnsafe(ref z, at);
                    }

                    if (typeof(TMembraneMeasured) == typeof(No))
                    {
                        Vector256.ConditionalSelect(fires, resetN, newV).StoreUnsafe(ref v, at);
                    }
                }
            }
        }
    }

    private static void BackwardRows<TSpikesAlone, TMembraneMeasured>(
        NeuronConstants<float> constants, in LifShape shape, in LifGradients<float> gradients, ReadOnlySpan<float> spikes, ReadOnlySpan<float> membrane,
        ReadOnlySpan<float> current, Span<float> state, Span<float> inputGradient, bool accumulate)
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
        var (hasSpikes, hasMembrane, hasCurrent) = (!gradients.Spikes.IsEmpty, !gradients.Membrane.IsEmpty, !gradients.Current.IsEmpty);
        var stride = (nuint)constants.Stride;
        var row = stride * (nuint)shape.Samples;
        for (var time = shape.TimeSteps - 1; time >= 0; time--)
        {
            ref var previousV = ref time == 0 ? ref MemoryMarshal.GetArrayDataReference(constants.Initial) : ref v;
            ref var previousI = ref time == 0 ? ref MemoryMarshal.GetArrayDataReference(constants.NoCurrent) : ref i;
            var (now, then, thenStep) = ((nuint)time * row, time == 0 ? 0 : ((nuint)time - 1) * row, time == 0 ? 0 : stride);
            nuint cell = 0;
            for (var first = now; first < now + row; first += stride, then += thenStep)
            {
                for (nuint n = 0; n < stride; n += Lanes.Count, cell += 2 * Lanes.Count)
                {
                    var (at, before) = (first + n, then + n);
                    var stepN = Vector256.LoadUnsafe(ref step, n);
                    var adjointV = Vector256.LoadUnsafe(ref states, cell);
                    var adjointI = Vector256.LoadUnsafe(ref states, cell + Lanes.Count);
                    if (typeof(TSpikesAlone) == typeof(No))
                    {
                        adjointV = hasMembrane ? adjointV + Vector256.LoadUnsafe(ref gv, at) : adjointV;
                        adjointI = hasCurrent ? adjointI + Vector256.LoadUnsafe(ref gi, at) : adjointI;
                    }

                    Vector256<float> u;
                    if (typeof(TMembraneMeasured) == typeof(Yes))
                    {
                        u = Vector256.LoadUnsafe(ref v, at) - Vector256.LoadUnsafe(ref threshold, n);
                    }
                    else
                    {
                        // The membrane before its reset is worked out again from the row before: cheaper than keeping it.
                        var oldV = Vector256.LoadUnsafe(ref previousV, before);
                        u = oldV + (stepN * ((leakFactor * (Vector256.LoadUnsafe(ref leak, n) - oldV)) + Vector256.LoadUnsafe(ref previousI, before))) - Vector256.LoadUnsafe(ref threshold, n);
                        adjointV &= Vector256.Equals(Vector256.LoadUnsafe(ref z, at), Vector256<float>.Zero);
                    }

                    if (typeof(TSpikesAlone) == typeof(Yes) || hasSpikes)
                    {
                        var root = (alpha * Vector256.Abs(u)) + one;
                        adjointV += Vector256.LoadUnsafe(ref gz, at) / (root * root);
                    }

                    (typeof(TSpikesAlone) == typeof(No) && accumulate ? Vector256.LoadUnsafe(ref gx, at) + adjointI : adjointI).StoreUnsafe(ref gx, at);
                    (adjointV * Vector256.LoadUnsafe(ref membraneDecay, n)).StoreUnsafe(ref states, cell);
                    ((adjointI * Vector256.LoadUnsafe(ref decay, n)) + (adjointV * stepN)).StoreUnsafe(ref states, cell + Lanes.Count);
                }
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
