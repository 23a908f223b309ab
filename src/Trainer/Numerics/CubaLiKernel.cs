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
}
