using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Bss2.Trainer.Numerics;

/// <summary>
/// The products of <see cref="SynapseReference"/> over event lists, eight targets (or sources) at a time, bit for bit the same for finite numbers.
/// Weights come padded: "by source" [source, target lane] for the forward product, "by target" [target, source lane] for the backward one.
/// </summary>
internal static class SynapseKernel
{
    // Four vectors side by side share the walk over a row's events.
    private const int Tile = 4 * Lanes.Count;

    /// <summary>graded [row, target lane]; all of it is written.</summary>
    public static void Forward(SynapseShape shape, EventList spikes, ReadOnlySpan<float> weightsBySource, Span<float> graded)
    {
        Check(weightsBySource.Length, shape.Sources * shape.TargetStride, graded.Length, shape.Rows * shape.TargetStride);
        var stride = shape.TargetStride;
        for (var r = 0; r < shape.Rows; r++)
        {
            ForwardRow(spikes.Row(r), weightsBySource, graded.Slice(r * stride, stride));
        }
    }

    /// <summary>One row of <see cref="Forward"/>.</summary>
    public static void ForwardRow(ReadOnlySpan<EventList.Entry> row, ReadOnlySpan<float> weightsBySource, Span<float> graded)
    {
        ref var weights = ref MemoryMarshal.GetReference(weightsBySource);
        ref var output = ref MemoryMarshal.GetReference(graded);
        var stride = graded.Length;
        var n = 0;
        for (; n + Tile <= stride; n += Tile)
        {
            var (sum0, sum1, sum2, sum3) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
            foreach (var entry in row)
            {
                // Columns come from a list over rows of the source stride; those of padding are silent.
                ref var lanes = ref Unsafe.Add(ref weights, (entry.Column * stride) + n);
                var value = Vector256.Create(entry.Value);
                sum0 += value * Vector256.LoadUnsafe(ref lanes);
                sum1 += value * Vector256.LoadUnsafe(ref lanes, Lanes.Count);
                sum2 += value * Vector256.LoadUnsafe(ref lanes, 2 * Lanes.Count);
                sum3 += value * Vector256.LoadUnsafe(ref lanes, 3 * Lanes.Count);
            }

            ref var target = ref Unsafe.Add(ref output, n);
            sum0.StoreUnsafe(ref target);
            sum1.StoreUnsafe(ref target, Lanes.Count);
            sum2.StoreUnsafe(ref target, 2 * Lanes.Count);
            sum3.StoreUnsafe(ref target, 3 * Lanes.Count);
        }

        for (; n < stride; n += Lanes.Count)
        {
            var sum = Vector256<float>.Zero;
            foreach (var entry in row)
            {
                sum += Vector256.Create(entry.Value) * Vector256.LoadUnsafe(ref weights, (nuint)((entry.Column * stride) + n));
            }

            sum.StoreUnsafe(ref output, (nuint)n);
        }
    }

    /// <summary>spikeGradient [row, source lane]; all of it is written or, where <paramref name="accumulate"/> is true, added to.</summary>
    public static void BackwardSpikes(
        SynapseShape shape, ReadOnlySpan<float> gradedGradient, ReadOnlySpan<float> weightsByTarget, Span<float> spikeGradient, bool accumulate)
    {
        Check(weightsByTarget.Length, shape.Targets * shape.SourceStride, gradedGradient.Length, shape.Rows * shape.TargetStride);
        Check(spikeGradient.Length, shape.Rows * shape.SourceStride, gradedGradient.Length, shape.Rows * shape.TargetStride);
        ref var weights = ref MemoryMarshal.GetReference(weightsByTarget);
        ref var output = ref MemoryMarshal.GetReference(spikeGradient);
        ref var gradient = ref MemoryMarshal.GetReference(gradedGradient);
        var (stride, targetStride) = (shape.SourceStride, shape.TargetStride);
        var r = 0;
        for (; r + 3 < shape.Rows; r += 4)
        {
            // Four rows at a time share the loads of the weights.
            ref var gradient0 = ref Unsafe.Add(ref gradient, r * targetStride);
            ref var gradient2 = ref Unsafe.Add(ref gradient0, 2 * targetStride);
            for (var n = 0; n < stride; n += Lanes.Count)
            {
                var (sum0, sum1, sum2, sum3) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
                ref var column = ref Unsafe.Add(ref weights, n);
                for (var target = 0; target < shape.Targets; target++)
                {
                    var lanes = Vector256.LoadUnsafe(ref column);
                    sum0 += Vector256.Create(Unsafe.Add(ref gradient0, target)) * lanes;
                    sum1 += Vector256.Create(Unsafe.Add(ref gradient0, target + targetStride)) * lanes;
                    sum2 += Vector256.Create(Unsafe.Add(ref gradient2, target)) * lanes;
                    sum3 += Vector256.Create(Unsafe.Add(ref gradient2, target + targetStride)) * lanes;
                    column = ref Unsafe.Add(ref column, stride);
                }

                Put(ref output, (nuint)((r * stride) + n), sum0, accumulate);
                Put(ref output, (nuint)(((r + 1) * stride) + n), sum1, accumulate);
                Put(ref output, (nuint)(((r + 2) * stride) + n), sum2, accumulate);
                Put(ref output, (nuint)(((r + 3) * stride) + n), sum3, accumulate);
            }
        }

        for (; r < shape.Rows; r++)
        {
            BackwardSpikesRow(gradedGradient.Slice(r * targetStride, shape.Targets), weightsByTarget, spikeGradient.Slice(r * stride, stride), accumulate);
        }
    }

    /// <summary>One row of <see cref="BackwardSpikes"/>.</summary>
    public static void BackwardSpikesRow(ReadOnlySpan<float> gradedGradient, ReadOnlySpan<float> weightsByTarget, Span<float> spikeGradient, bool accumulate)
    {
        ref var weights = ref MemoryMarshal.GetReference(weightsByTarget);
        ref var output = ref MemoryMarshal.GetReference(spikeGradient);
        var stride = spikeGradient.Length;
        var n = 0;
        for (; n + Tile <= stride; n += Tile)
        {
            var (sum0, sum1, sum2, sum3) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
            ref var lanes = ref Unsafe.Add(ref weights, n);
            foreach (var gradient in gradedGradient)
            {
                var factor = Vector256.Create(gradient);
                sum0 += factor * Vector256.LoadUnsafe(ref lanes);
                sum1 += factor * Vector256.LoadUnsafe(ref lanes, Lanes.Count);
                sum2 += factor * Vector256.LoadUnsafe(ref lanes, 2 * Lanes.Count);
                sum3 += factor * Vector256.LoadUnsafe(ref lanes, 3 * Lanes.Count);
                lanes = ref Unsafe.Add(ref lanes, stride);
            }

            Put(ref output, (nuint)n, sum0, accumulate);
            Put(ref output, (nuint)(n + Lanes.Count), sum1, accumulate);
            Put(ref output, (nuint)(n + (2 * Lanes.Count)), sum2, accumulate);
            Put(ref output, (nuint)(n + (3 * Lanes.Count)), sum3, accumulate);
        }

        for (; n < stride; n += Lanes.Count)
        {
            var sum = Vector256<float>.Zero;
            ref var column = ref Unsafe.Add(ref weights, n);
            foreach (var gradient in gradedGradient)
            {
                sum += Vector256.Create(gradient) * Vector256.LoadUnsafe(ref column);
                column = ref Unsafe.Add(ref column, stride);
            }

            Put(ref output, (nuint)n, sum, accumulate);
        }
    }

    /// <summary>Adds to weightGradientBySource [source, target lane].</summary>
    public static void BackwardWeights(SynapseShape shape, EventList spikes, ReadOnlySpan<float> gradedGradient, Span<float> weightGradientBySource)
    {
        Check(weightGradientBySource.Length, shape.Sources * shape.TargetStride, gradedGradient.Length, shape.Rows * shape.TargetStride);
        var stride = shape.TargetStride;
        for (var r = shape.Rows - 1; r >= 0; r--)
        {
            BackwardWeightsRow(spikes.Row(r), gradedGradient.Slice(r * stride, stride), weightGradientBySource);
        }
    }

    /// <summary>One row of <see cref="BackwardWeights"/>.</summary>
    public static void BackwardWeightsRow(ReadOnlySpan<EventList.Entry> events, ReadOnlySpan<float> gradedGradient, Span<float> weightGradientBySource)
    {
        ref var gradient = ref MemoryMarshal.GetReference(gradedGradient);
        var stride = gradedGradient.Length;
        foreach (var entry in events)
        {
            var value = Vector256.Create(entry.Value);
            ref var sum = ref MemoryMarshal.GetReference(weightGradientBySource.Slice(entry.Column * stride, stride));
            for (nuint n = 0; n < (nuint)stride; n += Lanes.Count)
            {
                (Vector256.LoadUnsafe(ref sum, n) + (value * Vector256.LoadUnsafe(ref gradient, n))).StoreUnsafe(ref sum, n);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(ref float output, nuint at, Vector256<float> sum, bool accumulate) =>
        (accumulate ? Vector256.LoadUnsafe(ref output, at) + sum : sum).StoreUnsafe(ref output, at);

    private static void Check(int first, int firstExpected, int second, int secondExpected)
    {
        if (first != firstExpected || second != secondExpected)
        {
            throw new ArgumentException($"Arrays of {first} and {second} floats do not fit the product; {firstExpected} and {secondExpected} are needed.");
        }
    }
}
