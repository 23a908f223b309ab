using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Bss2.Trainer.Numerics;

/// <summary>
/// The equations of <see cref="CubaLifReference"/> from events to events, bit for bit the same: what a layer takes in are rows of spikes and weights, what
/// it keeps for the adjoint is the membrane's distance from its threshold, and what it gives out are the spikes. Membrane and current of the last row
/// alone are held, so that a sample's pass stays in the first cache level.
/// </summary>
internal static class CubaLifEventKernel
{
    private readonly struct Yes;

    private readonly struct No;

    /// <summary>Floats of scratch memory that both passes need.</summary>
    public static int ScratchLength(int samples, int stride) => ((2 * samples) + 1) * stride;

    /// <summary>Forward pass of a layer of which nothing is measured.</summary>
    /// <param name="constants">Parameters.</param>
    /// <param name="shape">Time steps and samples.</param>
    /// <param name="product">The synapses onto the layer, or null where <paramref name="input"/> is given.</param>
    /// <param name="input">[time, sample, lane], graded spikes, or empty.</param>
    /// <param name="scratch">At least <see cref="ScratchLength"/>.</param>
    /// <param name="distance">Out: [time, sample, lane], membrane before a reset minus threshold.</param>
    /// <param name="spikes">Out: rows (time, sample).</param>
    public static void Forward(
        NeuronConstants<float> constants, in LifShape shape, SynapseProduct? product, ReadOnlySpan<float> input, Span<float> scratch, Span<float> distance, EventList spikes)
    {
        var stride = constants.Stride;
        var rows = shape.TimeSteps * shape.Samples;
        CheckLength(product is null ? input.Length : rows * stride, rows * stride);
        CheckLength(distance.Length, rows * stride);
        var sum = scratch.Slice(2 * shape.Samples * stride, stride);
        for (var sample = 0; sample < shape.Samples; sample++)
        {
            constants.Initial.CopyTo(scratch[(2 * sample * stride)..]);
            scratch.Slice(((2 * sample) + 1) * stride, stride).Clear();
        }

        spikes.Start(rows);
        var weights = product is null ? default : product.WeightsBySource;
        for (int r = 0, sample = 0; r < rows; r++, sample = sample + 1 == shape.Samples ? 0 : sample + 1)
        {
            var state = scratch.Slice(2 * sample * stride, 2 * stride);
            var output = distance.Slice(r * stride, stride);
            spikes.Reserve(stride);
            if (product is null)
            {
                ForwardRow<Yes>(constants, input.Slice(r * stride, stride), state, output, spikes);
            }
            else if (product.Events.Row(r) is { IsEmpty: false } events)
            {
                SynapseKernel.ForwardRow(events, weights, sum);
                ForwardRow<Yes>(constants, sum, state, output, spikes);
            }
            else
            {
                ForwardRow<No>(constants, default, state, output, spikes);
            }

            spikes.EndRow();
        }
    }

    /// <summary>Adjoint where gradients reach the spikes alone, and either nothing or both spikes and membrane are measured.</summary>
    /// <param name="constants">Parameters.</param>
    /// <param name="shape">Time steps, samples, and whether the membrane was measured.</param>
    /// <param name="values">[time, sample, lane]: the distance of the forward pass, or the measured membrane.</param>
    /// <param name="onSpikes">Gradient of the spikes.</param>
    /// <param name="scratch">At least <see cref="ScratchLength"/>.</param>
    /// <param name="onInput">What becomes of the gradient of the input.</param>
    public static void Backward(
        NeuronConstants<float> constants, in LifShape shape, ReadOnlySpan<float> values, in SpikeGradient onSpikes, Span<float> scratch, in InputGradient onInput)
    {
        var stride = constants.Stride;
        var rows = shape.TimeSteps * shape.Samples;
        CheckLength(values.Length, rows * stride);
        scratch[..(2 * shape.Samples * stride)].Clear();
        var row = scratch.Slice(2 * shape.Samples * stride, stride);
        var active = false;
        for (int r = rows - 1, sample = shape.Samples - 1; r >= 0; r--, sample = sample == 0 ? shape.Samples - 1 : sample - 1)
        {
            // Until the first gradient arrives all adjoints are zeros.
            active = active || !onSpikes.IsSilent(r);
            var state = scratch.Slice(2 * sample * stride, 2 * stride);
            if (active || !onInput.Dense.IsEmpty)
            {
                onInput.Put(r, state.Slice(stride, stride));
            }

            if (!active)
            {
                continue;
            }

            var gradient = onSpikes.Row(r, row);
            if (shape.MembraneMeasured)
            {
                BackwardRow<Yes>(constants, values.Slice(r * stride, stride), gradient, state);
            }
            else
            {
                BackwardRow<No>(constants, values.Slice(r * stride, stride), gradient, state);
            }
        }
    }

    private static void ForwardRow<THasInput>(NeuronConstants<float> constants, ReadOnlySpan<float> input, Span<float> state, Span<float> distance, EventList spikes)
    {
        ref var x = ref MemoryMarshal.GetReference(input);
        ref var v = ref MemoryMarshal.GetReference(state);
        ref var u = ref MemoryMarshal.GetReference(distance);
        ref var step = ref MemoryMarshal.GetArrayDataReference(constants.MembraneStep);
        ref var decay = ref MemoryMarshal.GetArrayDataReference(constants.CurrentDecay);
        ref var leak = ref MemoryMarshal.GetArrayDataReference(constants.Leak);
        ref var threshold = ref MemoryMarshal.GetArrayDataReference(constants.Threshold);
        ref var reset = ref MemoryMarshal.GetArrayDataReference(constants.Reset);
        var leakFactor = Vector256.Create(constants.LeakFactor);
        var stride = (nuint)constants.Stride;
        for (nuint n = 0; n < stride; n += Lanes.Count)
        {
            var oldV = Vector256.LoadUnsafe(ref v, n);
            var oldI = Vector256.LoadUnsafe(ref v, stride + n);
            var i = oldI * Vector256.LoadUnsafe(ref decay, n);
            (typeof(THasInput) == typeof(Yes) ? i + Vector256.LoadUnsafe(ref x, n) : i).StoreUnsafe(ref v, stride + n);
            var newV = oldV + (Vector256.LoadUnsafe(ref step, n) * ((leakFactor * (Vector256.LoadUnsafe(ref leak, n) - oldV)) + oldI));
            var above = newV - Vector256.LoadUnsafe(ref threshold, n);
            var fires = Vector256.GreaterThan(above, Vector256<float>.Zero);
            above.StoreUnsafe(ref u, n);
            Vector256.ConditionalSelect(fires, Vector256.LoadUnsafe(ref reset, n), newV).StoreUnsafe(ref v, n);
            for (var bits = fires.ExtractMostSignificantBits(); bits != 0; bits &= bits - 1)
            {
                spikes.Add((int)n + BitOperations.TrailingZeroCount(bits), 1);
            }
        }
    }

    private static void BackwardRow<TMembraneMeasured>(NeuronConstants<float> constants, ReadOnlySpan<float> values, ReadOnlySpan<float> gradient, Span<float> state)
    {
        ref var value = ref MemoryMarshal.GetReference(values);
        ref var gz = ref MemoryMarshal.GetReference(gradient);
        ref var states = ref MemoryMarshal.GetReference(state);
        ref var step = ref MemoryMarshal.GetArrayDataReference(constants.MembraneStep);
        ref var membraneDecay = ref MemoryMarshal.GetArrayDataReference(constants.MembraneDecay);
        ref var decay = ref MemoryMarshal.GetArrayDataReference(constants.CurrentDecay);
        ref var threshold = ref MemoryMarshal.GetArrayDataReference(constants.Threshold);
        var (alpha, one) = (Vector256.Create(constants.Alpha), Vector256<float>.One);
        var stride = (nuint)constants.Stride;
        for (nuint n = 0; n < stride; n += Lanes.Count)
        {
            var adjointV = Vector256.LoadUnsafe(ref states, n);
            var adjointI = Vector256.LoadUnsafe(ref states, stride + n);
            var u = Vector256.LoadUnsafe(ref value, n);
            if (typeof(TMembraneMeasured) == typeof(Yes))
            {
                u -= Vector256.LoadUnsafe(ref threshold, n);
            }
            else
            {
                adjointV = Vector256.AndNot(adjointV, Vector256.GreaterThan(u, Vector256<float>.Zero));
            }

            var root = (alpha * Vector256.Abs(u)) + one;
            adjointV += Vector256.LoadUnsafe(ref gz, n) / (root * root);
            (adjointV * Vector256.LoadUnsafe(ref membraneDecay, n)).StoreUnsafe(ref states, n);
            ((adjointI * Vector256.LoadUnsafe(ref decay, n)) + (adjointV * Vector256.LoadUnsafe(ref step, n))).StoreUnsafe(ref states, stride + n);
        }
    }

    private static void CheckLength(int length, int expected)
    {
        if (length != expected)
        {
            throw new ArgumentException($"An array of {length} floats does not hold the layer's rows of {expected}.");
        }
    }
}
