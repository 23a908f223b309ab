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
        for (var p = 0; p < total.Values.Length; p++)
        {
            var sum = total.Values[p];
            var element = 0;
            for (; element <= sum.Length - Vector<float>.Count; element += Vector<float>.Count)
            {
                var lanes = new Vector<float>(sum, element);
                for (var k = 1; k < count; k++)
                {
                    lanes += new Vector<float>(buffers[k].Values[p], element);
                }

                lanes.CopyTo(sum, element);
            }

            for (; element < sum.Length; element++)
            {
                for (var k = 1; k < count; k++)
                {
                    sum[element] += buffers[k].Values[p][element];
                }
            }
        }

        return total;
    }
}
