using System.Numerics;
using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.Training;

/// <summary>Sums gradients of chunks. Each element is summed by itself in chunk order, so the width of vectors changes no bit.</summary>
internal static class GradientSum
{
    /// <summary>Adds the buffers 1..count − 1 to buffer 0, in this order.</summary>
    public static GradientBuffer IntoFirst(GradientBuffer[] buffers, int count)
    {
        var total = buffers[0];
        Span<bool> bySource = stackalloc bool[total.Parameters.Count];
        for (var p = 0; p < bySource.Length; p++)
        {
            bySource[p] = HoldSumsAlone(buffers, count, p);
        }

        for (var p = 0; p < bySource.Length; p++)
        {
            // Sums by source are turned once for the batch; they are element for element what each chunk would have turned.
            if (bySource[p])
            {
                for (var k = 1; k < count; k++)
                {
                    Add(buffers[k].Sums(p), total.Sums(p));
                }
            }
        }

        for (var p = 0; p < bySource.Length; p++)
        {
            for (var k = 1; k < count && !bySource[p]; k++)
            {
                Add(buffers[k].Values[p], total.Values[p]);
            }
        }

        return total;
    }

    private static bool HoldSumsAlone(GradientBuffer[] buffers, int count, int p)
    {
        for (var k = 0; k < count; k++)
        {
            if (!buffers[k].HoldsSumsAlone(p))
            {
                return false;
            }
        }

        return true;
    }

    private static void Add(ReadOnlySpan<float> source, Span<float> sum)
    {
        var element = 0;
        for (; element <= sum.Length - Vector<float>.Count; element += Vector<float>.Count)
        {
            var lanes = sum.Slice(element, Vector<float>.Count);
            (new Vector<float>(lanes) + new Vector<float>(source.Slice(element, Vector<float>.Count))).CopyTo(lanes);
        }

        for (; element < sum.Length; element++)
        {
            sum[element] += source[element];
        }
    }
}
