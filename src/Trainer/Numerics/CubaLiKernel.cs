using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Bss2.Trainer.Numerics;

/// <summary>The equations of <see cref="CubaLiReference"/> on eight neurons at a time, bit for bit the same.</summary>
internal static class CubaLiKernel
{
    /// <inheritdoc cref="CubaLiReference.Forward"/>
    public static void Forward(NeuronConstants<float> constants, in LifShape shape, ReadOnlySpan<float> input, Span<float> membrane, Span<float> current)
    {
        CubaLifKernel.CheckLengths(constants, shape, input.Length, input.Length, membrane.Length, current.Length);
        ref var x = ref MemoryMarshal.GetReference(input);
        ref var v = ref MemoryMarshal.GetReference(membrane);
        ref var i = ref MemoryMarshal.GetReference(current);
        ref var step = ref MemoryMarshal.GetArrayDataReference(constants.MembraneStep);
        ref var decay = ref MemoryMarshal.GetArrayDataReference(constants.CurrentDecay);
        ref var leak = ref MemoryMarshal.GetArrayDataReference(constants.Leak);
        var leakFactor = Vector256.Create(constants.LeakFactor);
        var (stride, rows) = (constants.Stride, shape.TimeSteps * shape.Samples);
        if (stride == Lanes.Count && !shape.MembraneMeasured)
        {
            ForwardNarrow(constants, shape, ref x, ref v, ref i);
            return;
        }

        for (var r = 0; r < rows; r++)
        {
            var at = (nuint)(r * stride);
            var before = (nuint)Math.Max(0, (r - shape.Samples) * stride);
            ref var previousV = ref r < shape.Samples ? ref MemoryMarshal.GetArrayDataReference(constants.Initial) : ref Unsafe.Add(ref v, before);
            ref var previousI = ref r < shape.Samples ? ref MemoryMarshal.GetArrayDataReference(constants.NoCurrent) : ref Unsafe.Add(ref i, before);
            for (nuint n = 0; n < (nuint)stride; n += Lanes.Count)
            {
                var oldI = Vector256.LoadUnsafe(ref previousI, n);
                ((oldI * Vector256.LoadUnsafe(ref decay, n)) + Vector256.LoadUnsafe(ref x, at + n)).StoreUnsafe(ref i, at + n);
                if (!shape.MembraneMeasured)
                {
                    var oldV = Vector256.LoadUnsafe(ref previousV, n);
                    (oldV + (Vector256.LoadUnsafe(ref step, n) * ((leakFactor * (Vector256.LoadUnsafe(ref leak, n) - oldV)) + oldI))).StoreUnsafe(ref v, at + n);
                }
            }
        }
    }

    /// <inheritdoc cref="CubaLiReference.Backward"/>
    /// <param name="state">Scratch, two rows [sample, lane].</param>
    public static void Backward(
        NeuronConstants<float> constants, in LifShape shape, ReadOnlySpan<float> membraneGradient, ReadOnlySpan<float> currentGradient,
        Span<float> state, Span<float> inputGradient, bool accumulate)
    {
        CubaLifKernel.CheckLengths(constants, shape, inputGradient.Length, inputGradient.Length, inputGradient.Length, inputGradient.Length);
        CubaLifKernel.CheckGradient(membraneGradient.Length, inputGradient.Length);
        CubaLifKernel.CheckGradient(currentGradient.Length, inputGradient.Length);
        state = state[..(2 * shape.Samples * constants.Stride)];
        state.Clear();
        var (hasMembrane, hasCurrent) = (!membraneGradient.IsEmpty, !currentGradient.IsEmpty);
        ref var gv = ref MemoryMarshal.GetReference(membraneGradient);
        ref var gi = ref MemoryMarshal.GetReference(currentGradient);
        ref var gx = ref MemoryMarshal.GetReference(inputGradient);
        ref var step = ref MemoryMarshal.GetArrayDataReference(constants.MembraneStep);
        ref var membraneDecay = ref MemoryMarshal.GetArrayDataReference(constants.MembraneDecay);
        ref var decay = ref MemoryMarshal.GetArrayDataReference(constants.CurrentDecay);
        var stride = constants.Stride;
        if (stride == Lanes.Count && hasMembrane && !hasCurrent && !accumulate)
        {
            BackwardNarrow(constants, shape, ref gv, ref gx);
            return;
        }

        for (var r = (shape.TimeSteps * shape.Samples) - 1; r >= 0; r--)
        {
            var at = (nuint)(r * stride);
            ref var stateV = ref Unsafe.Add(ref MemoryMarshal.GetReference(state), r % shape.Samples * stride * 2);
            ref var stateI = ref Unsafe.Add(ref stateV, stride);
            for (nuint n = 0; n < (nuint)stride; n += Lanes.Count)
            {
                var adjointV = Vector256.LoadUnsafe(ref stateV, n);
                var adjointI = Vector256.LoadUnsafe(ref stateI, n);
                adjointV = hasMembrane ? adjointV + Vector256.LoadUnsafe(ref gv, at + n) : adjointV;
                adjointI = hasCurrent ? adjointI + Vector256.LoadUnsafe(ref gi, at + n) : adjointI;
                (accumulate ? Vector256.LoadUnsafe(ref gx, at + n) + adjointI : adjointI).StoreUnsafe(ref gx, at + n);
                ((adjointI * Vector256.LoadUnsafe(ref decay, n)) + (adjointV * Vector256.LoadUnsafe(ref step, n))).StoreUnsafe(ref stateI, n);
                (adjointV * Vector256.LoadUnsafe(ref membraneDecay, n)).StoreUnsafe(ref stateV, n);
            }
        }
    }

    // A readout of up to eight neurons: the state of a sample stays in registers through all time steps.
    private static void ForwardNarrow(NeuronConstants<float> constants, in LifShape shape, ref float input, ref float membrane, ref float current)
    {
        var (step, decay, leak) = (Vector256.Create(constants.MembraneStep), Vector256.Create(constants.CurrentDecay), Vector256.Create(constants.Leak));
        var leakFactor = Vector256.Create(constants.LeakFactor);
        var row = (nuint)(shape.Samples * Lanes.Count);
        var end = row * (nuint)shape.TimeSteps;
        for (nuint sample = 0; sample < row; sample += Lanes.Count)
        {
            var (v, i) = (Vector256.Create(constants.Initial), Vector256<float>.Zero);
            for (var at = sample; at < end; at += row)
            {
                v += step * ((leakFactor * (leak - v)) + i);
                i = (i * decay) + Vector256.LoadUnsafe(ref input, at);
                v.StoreUnsafe(ref membrane, at);
                i.StoreUnsafe(ref current, at);
            }
        }
    }

    private static void BackwardNarrow(NeuronConstants<float> constants, in LifShape shape, ref float membraneGradient, ref float inputGradient)
    {
        var (step, membraneDecay, decay) = (Vector256.Create(constants.MembraneStep), Vector256.Create(constants.MembraneDecay), Vector256.Create(constants.CurrentDecay));
        var row = (nuint)(shape.Samples * Lanes.Count);
        for (nuint sample = 0; sample < row; sample += Lanes.Count)
        {
            var (adjointV, adjointI) = (Vector256<float>.Zero, Vector256<float>.Zero);
            for (var time = shape.TimeSteps - 1; time >= 0; time--)
            {
                var at = ((nuint)time * row) + sample;
                adjointV += Vector256.LoadUnsafe(ref membraneGradient, at);
                adjointI.StoreUnsafe(ref inputGradient, at);
                adjointI = (adjointI * decay) + (adjointV * step);
                adjointV *= membraneDecay;
            }
        }
    }
}
