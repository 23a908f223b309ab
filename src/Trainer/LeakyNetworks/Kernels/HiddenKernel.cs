using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Bss2.Trainer.LeakyNetworks.Kernels;

/// <summary>
/// A layer of <see cref="Leaky{T}"/> neurons with delayed reset under a constant current, for one sample: blocks of 32 neurons go through all time steps with their
/// membranes in registers. Spikes leave as bits; membranes are not kept but computed again on the way back, which is cheaper than memory. Bits of the scalar layer in float32.
/// </summary>
internal static class HiddenKernel
{
    /// <summary>Neurons of a block: one word of spike bits.</summary>
    public const int Block = 32;

    private const int Width = 8;

    /// <summary>The smallest multiple of a block that holds all neurons.</summary>
    public static int Pad(int neurons) => (neurons + Block - 1) / Block * Block;

    /// <summary>Runs one sample.</summary>
    /// <param name="current">[padded neuron].</param>
    /// <param name="constants">Decay, threshold, steps and neurons.</param>
    /// <param name="spikes">Out: [time, block], bit k for neuron 32 block + k. Padding never spikes.</param>
    public static void Forward(ReadOnlySpan<float> current, in HiddenConstants constants, Span<uint> spikes)
    {
        Check(current.Length, constants, spikes.Length);
        var blocks = current.Length / Block;
        var (beta, threshold) = (Vector256.Create(constants.Beta), Vector256.Create(constants.Threshold));
        var (taken, cleared) = (constants.Taken, constants.Cleared);
        ref var drive = ref MemoryMarshal.GetReference(current);
        for (var block = 0; block < blocks; block++)
        {
            var at = (nuint)(block * Block);
            var (i0, i1) = (Vector256.LoadUnsafe(ref drive, at), Vector256.LoadUnsafe(ref drive, at + Width));
            var (i2, i3) = (Vector256.LoadUnsafe(ref drive, at + (2 * Width)), Vector256.LoadUnsafe(ref drive, at + (3 * Width)));
            var (u0, u1, u2, u3) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
            var (s0, s1, s2, s3) = (Above(u0, threshold), Above(u1, threshold), Above(u2, threshold), Above(u3, threshold));
            var real = block == blocks - 1 ? LastBlock(constants.Neurons) : uint.MaxValue;
            for (var t = 0; t < constants.TimeSteps; t++)
            {
                u0 = ((beta * Vector256.AndNot(u0, s0 & cleared)) + i0) - (s0 & taken);
                u1 = ((beta * Vector256.AndNot(u1, s1 & cleared)) + i1) - (s1 & taken);
                u2 = ((beta * Vector256.AndNot(u2, s2 & cleared)) + i2) - (s2 & taken);
                u3 = ((beta * Vector256.AndNot(u3, s3 & cleared)) + i3) - (s3 & taken);
                (s0, s1, s2, s3) = (Above(u0, threshold), Above(u1, threshold), Above(u2, threshold), Above(u3, threshold));
                var low = s0.ExtractMostSignificantBits() | (s1.ExtractMostSignificantBits() << Width);
                var high = s2.ExtractMostSignificantBits() | (s3.ExtractMostSignificantBits() << Width);
                spikes[(t * blocks) + block] = (low | (high << (2 * Width))) & real;
            }
        }
    }

    /// <summary>
    /// Adjoint of one sample: the gradient of the constant current, summed over time from the last step to the first. The gradient of the spikes at t is W2ᵀ a[t + shift], one fused
    /// chain over ascending classes; shift is 1 for neurons that spike one step late (<see cref="LeakySurrogate{T}"/>).
    /// </summary>
    /// <param name="slope">The surrogate.</param>
    /// <param name="current">[padded neuron], as forward.</param>
    /// <param name="constants">As forward.</param>
    /// <param name="weights">[block, class, neuron of the block]: rows a multiple of 4 kB apart would all fall into the same lines of the first cache level.</param>
    /// <param name="later">[time, class stride], gradient of the next layer's current.</param>
    /// <param name="classes">Classes; the stride of <paramref name="later"/> follows from its length.</param>
    /// <param name="gradient">Out: [padded neuron].</param>
    /// <param name="scratch">At least [time, 64].</param>
    public static void Backward<TSlope>(
        TSlope slope, ReadOnlySpan<float> current, in HiddenConstants constants, ReadOnlySpan<float> weights, ReadOnlySpan<float> later, int classes,
        Span<float> gradient, Span<float> scratch)
        where TSlope : struct, ISlope
    {
        var steps = constants.TimeSteps;
        Check(current.Length, constants, steps * (current.Length / Block));
        if (weights.Length != classes * current.Length || gradient.Length != current.Length || later.Length % steps != 0 || later.Length < steps * classes || scratch.Length < steps * 2 * Block)
        {
            throw new ArgumentException($"Weights of {weights.Length}, gradients of {later.Length} and {gradient.Length} and scratch of {scratch.Length} floats do not fit {current.Length} neurons, {classes} classes and {steps} steps.");
        }

        var membranes = scratch[..(steps * Block)];
        var onSpikes = scratch.Slice(steps * Block, steps * Block);
        for (var first = 0; first < current.Length; first += Block)
        {
            Membranes(current.Slice(first, Block), constants, membranes);
            SpikeGradients(weights.Slice(first * classes, Block * classes), later, classes, steps, onSpikes);
            Retreat(slope, constants, membranes, onSpikes, gradient.Slice(first, Block));
        }
    }

    // The membranes of a block once more, [time, 32].
    private static void Membranes(ReadOnlySpan<float> current, in HiddenConstants constants, Span<float> membranes)
    {
        var (beta, threshold) = (Vector256.Create(constants.Beta), Vector256.Create(constants.Threshold));
        var (taken, cleared) = (constants.Taken, constants.Cleared);
        ref var drive = ref MemoryMarshal.GetReference(current);
        ref var membrane = ref MemoryMarshal.GetReference(membranes);
        var (i0, i1) = (Vector256.LoadUnsafe(ref drive), Vector256.LoadUnsafe(ref drive, Width));
        var (i2, i3) = (Vector256.LoadUnsafe(ref drive, 2 * Width), Vector256.LoadUnsafe(ref drive, 3 * Width));
        var (u0, u1, u2, u3) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
        for (nuint at = 0; at < (nuint)membranes.Length; at += Block)
        {
            u0 = Step(u0, i0, beta, threshold, taken, cleared);
            u1 = Step(u1, i1, beta, threshold, taken, cleared);
            u2 = Step(u2, i2, beta, threshold, taken, cleared);
            u3 = Step(u3, i3, beta, threshold, taken, cleared);
            Store(ref Unsafe.Add(ref membrane, at), u0, u1, u2, u3);
        }
    }

    // W2ᵀ a[t] for a block, [time, 32]: two steps at a time, so that eight chains hide each other's latency and share the weights.
    private static void SpikeGradients(ReadOnlySpan<float> weights, ReadOnlySpan<float> later, int classes, int steps, Span<float> onSpikes)
    {
        var stride = later.Length / steps;
        ref var weight = ref MemoryMarshal.GetReference(weights);
        ref var target = ref MemoryMarshal.GetReference(onSpikes);
        ref var upstream = ref MemoryMarshal.GetReference(later);
        for (var t = 0; t < steps; t += 2)
        {
            // An odd last step is computed twice.
            var other = t + 1 < steps ? t + 1 : t;
            ref var row = ref Unsafe.Add(ref upstream, t * stride);
            ref var otherRow = ref Unsafe.Add(ref upstream, other * stride);
            var (a0, a1, a2, a3) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
            var (b0, b1, b2, b3) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
            for (var c = 0; c < classes; c++)
            {
                var (g, h) = (Vector256.Create(Unsafe.Add(ref row, c)), Vector256.Create(Unsafe.Add(ref otherRow, c)));
                ref var w = ref Unsafe.Add(ref weight, c * Block);
                var (w0, w1) = (Vector256.LoadUnsafe(ref w), Vector256.LoadUnsafe(ref w, Width));
                var (w2, w3) = (Vector256.LoadUnsafe(ref w, 2 * Width), Vector256.LoadUnsafe(ref w, 3 * Width));
                a0 = Vector256.FusedMultiplyAdd(w0, g, a0);
                a1 = Vector256.FusedMultiplyAdd(w1, g, a1);
                a2 = Vector256.FusedMultiplyAdd(w2, g, a2);
                a3 = Vector256.FusedMultiplyAdd(w3, g, a3);
                b0 = Vector256.FusedMultiplyAdd(w0, h, b0);
                b1 = Vector256.FusedMultiplyAdd(w1, h, b1);
                b2 = Vector256.FusedMultiplyAdd(w2, h, b2);
                b3 = Vector256.FusedMultiplyAdd(w3, h, b3);
            }

            Store(ref Unsafe.Add(ref target, t * Block), a0, a1, a2, a3);
            Store(ref Unsafe.Add(ref target, other * Block), b0, b1, b2, b3);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(ref float target, Vector256<float> v0, Vector256<float> v1, Vector256<float> v2, Vector256<float> v3)
    {
        v0.StoreUnsafe(ref target);
        v1.StoreUnsafe(ref target, Width);
        v2.StoreUnsafe(ref target, 2 * Width);
        v3.StoreUnsafe(ref target, 3 * Width);
    }

    private static void Retreat<TSlope>(TSlope slope, in HiddenConstants constants, ReadOnlySpan<float> membranes, ReadOnlySpan<float> onSpikes, Span<float> gradient)
        where TSlope : struct, ISlope
    {
        var (beta, threshold) = (Vector256.Create(constants.Beta), Vector256.Create(constants.Threshold));
        var cleared = constants.Cleared;
        ref var membrane = ref MemoryMarshal.GetReference(membranes);
        ref var upstream = ref MemoryMarshal.GetReference(onSpikes);
        ref var sums = ref MemoryMarshal.GetReference(gradient);
        var late = constants.SpikesLate ? 1 : 0;
        var zero = Vector256<float>.Zero;
        var (a0, a1, a2, a3) = (zero, zero, zero, zero);
        var (s0, s1, s2, s3) = (zero, zero, zero, zero);
        for (var t = constants.TimeSteps - 1; t >= 0; t--)
        {
            ref var u = ref Unsafe.Add(ref membrane, t * Block);
            var (u0, u1) = (Vector256.LoadUnsafe(ref u), Vector256.LoadUnsafe(ref u, Width));
            var (u2, u3) = (Vector256.LoadUnsafe(ref u, 2 * Width), Vector256.LoadUnsafe(ref u, 3 * Width));

            // Late spikes of the last step leave after the run: no gradient comes back, and what is read in its place is cleared by the mask.
            var known = t + late < constants.TimeSteps;
            ref var g = ref Unsafe.Add(ref upstream, (known ? t + late : t) * Block);
            var mask = known ? Vector256<float>.AllBitsSet : zero;
            a0 = (beta * Vector256.AndNot(a0, Above(u0, threshold) & cleared)) + slope.Backward(u0 - threshold, Vector256.LoadUnsafe(ref g) & mask);
            a1 = (beta * Vector256.AndNot(a1, Above(u1, threshold) & cleared)) + slope.Backward(u1 - threshold, Vector256.LoadUnsafe(ref g, Width) & mask);
            a2 = (beta * Vector256.AndNot(a2, Above(u2, threshold) & cleared)) + slope.Backward(u2 - threshold, Vector256.LoadUnsafe(ref g, 2 * Width) & mask);
            a3 = (beta * Vector256.AndNot(a3, Above(u3, threshold) & cleared)) + slope.Backward(u3 - threshold, Vector256.LoadUnsafe(ref g, 3 * Width) & mask);
            s0 += a0;
            s1 += a1;
            s2 += a2;
            s3 += a3;
        }

        Store(ref sums, s0, s1, s2, s3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Step(
        Vector256<float> membrane, Vector256<float> drive, Vector256<float> beta, Vector256<float> threshold, Vector256<float> taken, Vector256<float> cleared)
    {
        var spike = Above(membrane, threshold);
        return ((beta * Vector256.AndNot(membrane, spike & cleared)) + drive) - (spike & taken);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Above(Vector256<float> membrane, Vector256<float> threshold) => Vector256.GreaterThan(membrane, threshold);

    // Bits of the neurons of the last block that are no padding.
    private static uint LastBlock(int neurons) => neurons % Block == 0 ? uint.MaxValue : (1u << (neurons % Block)) - 1;

    private static void Check(int current, in HiddenConstants constants, int words)
    {
        if (current != Pad(constants.Neurons) || constants.TimeSteps < 1 || words != constants.TimeSteps * (current / Block))
        {
            throw new ArgumentException($"{current} currents and {words} words of spikes do not fit {constants.Neurons} neurons, padded to {Pad(constants.Neurons)}, and {constants.TimeSteps} steps.");
        }
    }
}

/// <summary>What all samples of a run share.</summary>
/// <param name="Beta">Decay.</param>
/// <param name="Threshold">Threshold.</param>
/// <param name="TimeSteps">Steps.</param>
/// <param name="Neurons">Neurons without padding.</param>
/// <param name="SpikesLate">Spikes leave one step late, as <see cref="LeakySurrogate{T}"/>'s.</param>
/// <param name="Reset">What a spike does to the membrane one step later.</param>
internal readonly record struct HiddenConstants(float Beta, float Threshold, int TimeSteps, int Neurons, bool SpikesLate, ResetMechanism Reset)
{
    /// <summary>What a spike takes from the membrane.</summary>
    public Vector256<float> Taken => Vector256.Create(Reset == ResetMechanism.Subtract ? Threshold : 0);

    /// <summary>Bits of the membrane that a spike clears before it decays.</summary>
    public Vector256<float> Cleared => Reset == ResetMechanism.Zero ? Vector256<float>.AllBitsSet : Vector256<float>.Zero;
}
