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
    /// <summary>graded [row, target lane]; all of it is written.</summary>
    public static void Forward(SynapseShape shape, EventList spikes, ReadOnlySpan<float> weightsBySource, Span<float> graded)
    {
        Check(weightsBySource.Length, shape.Sources * shape.TargetStride, graded.Length, shape.Rows * shape.TargetStride);
        ref var weights = ref MemoryMarshal.GetReference(weightsBySource);
        ref var output = ref MemoryMarshal.GetReference(graded);
        var starts = spikes.RowStarts;
        var columns = spikes.Columns;
        var values = spikes.Values;
        var stride = shape.TargetStride;
        for (var r = 0; r < shape.Rows; r++)
        {
            var (from, to) = (starts[r], starts[r + 1]);
            if (from == to)
            {
                graded.Slice(r * stride, stride).Clear();
                continue;
            }

            for (var n = 0; n < stride; n += Lanes.Count)
            {
                var sum = Vector256<float>.Zero;
                for (var e = from; e < to; e++)
                {
                    sum += Vector256.Create(values[e]) * Vector256.LoadUnsafe(ref weights, (nuint)((columns[e] * stride) + n));
                }

                sum.StoreUnsafe(ref output, (nuint)((r * stride) + n));
            }
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
        for (; r + 1 < shape.Rows; r += 2)
        {
            // Two rows at a time share the loads of the weights.
            ref var gradient0 = ref Unsafe.Add(ref gradient, r * targetStride);
            ref var gradient1 = ref Unsafe.Add(ref gradient0, targetStride);
            for (var n = 0; n < stride; n += Lanes.Count)
            {
                var (sum0, sum1) = (Vector256<float>.Zero, Vector256<float>.Zero);
                for (var target = 0; target < shape.Targets; target++)
                {
                    var lanes = Vector256.LoadUnsafe(ref weights, (nuint)((target * stride) + n));
                    sum0 += Vector256.Create(Unsafe.Add(ref gradient0, target)) * lanes;
                    sum1 += Vector256.Create(Unsafe.Add(ref gradient1, target)) * lanes;
                }

                Put(ref output, (nuint)((r * stride) + n), sum0, accumulate);
                Put(ref output, (nuint)(((r + 1) * stride) + n), sum1, accumulate);
            }
        }

        for (; r < shape.Rows; r++)
        {
            for (var n = 0; n < stride; n += Lanes.Count)
            {
                var sum = Vector256<float>.Zero;
                for (var target = 0; target < shape.Targets; target++)
                {
                    sum += Vector256.Create(Unsafe.Add(ref gradient, (r * targetStride) + target)) * Vector256.LoadUnsafe(ref weights, (nuint)((target * stride) + n));
                }

                Put(ref output, (nuint)((r * stride) + n), sum, accumulate);
            }
        }
    }

    /// <summary>weightGradientBySource [source, target lane]; cleared first.</summary>
    public static void BackwardWeights(SynapseShape shape, EventList spikes, ReadOnlySpan<float> gradedGradient, Span<float> weightGradientBySource)
    {
        Check(weightGradientBySource.Length, shape.Sources * shape.TargetStride, gradedGradient.Length, shape.Rows * shape.TargetStride);
        weightGradientBySource.Clear();
        ref var sums = ref MemoryMarshal.GetReference(weightGradientBySource);
        ref var gradient = ref MemoryMarshal.GetReference(gradedGradient);
        var starts = spikes.RowStarts;
        var columns = spikes.Columns;
        var values = spikes.Values;
        var stride = shape.TargetStride;
        for (var r = 0; r < shape.Rows; r++)
        {
            for (var e = starts[r]; e < starts[r + 1]; e++)
            {
                var value = Vector256.Create(values[e]);
                ref var sum = ref Unsafe.Add(ref sums, columns[e] * stride);
                for (var n = 0; n < stride; n += Lanes.Count)
                {
                    var added = value * Vector256.LoadUnsafe(ref gradient, (nuint)((r * stride) + n));
                    (Vector256.LoadUnsafe(ref sum, (nuint)n) + added).StoreUnsafe(ref sum, (nuint)n);
                }
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
