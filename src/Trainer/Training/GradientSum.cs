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
            for (var k = 1; k < count && bySource[p]; k++)
            {
                Add<float>(buffers[k].Sums(p), total.Sums(p));
            }
        }

        for (var p = 0; p < bySource.Length; p++)
        {
            if (total.Parameters[p] is Parameter<double>)
            {
                AddValues<double>(buffers, count, p);
            }
            else if (!bySource[p])
            {
                AddValues<float>(buffers, count, p);
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

    private static void AddValues<T>(GradientBuffer[] buffers, int count, int p)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (count == 1)
        {
            return;
        }

        // Looked up here: folding sums that are still open is not for several threads.
        T[][] values = [.. buffers.Take(count).Select(b => b.Values<T>(p))];
        Stretches.Run(values[0].Length, (from, length) =>
        {
            for (var k = 1; k < values.Length; k++)
            {
                Add<T>(values[k].AsSpan(from, length), values[0].AsSpan(from, length));
            }
        });
    }

    private static void Add<T>(ReadOnlySpan<T> source, Span<T> sum)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var element = 0;
        for (; element <= sum.Length - Vector<T>.Count; element += Vector<T>.Count)
        {
            var lanes = sum.Slice(element, Vector<T>.Count);
            (new Vector<T>(lanes) + new Vector<T>(source.Slice(element, Vector<T>.Count))).CopyTo(lanes);
        }

        for (; element < sum.Length; element++)
        {
            sum[element] += source[element];
        }
    }
}
