using System.Numerics;

namespace Bss2.Trainer.LeakyNetworks.Coding;

/// <summary>Classes as vectors and back (snnTorch's spikegen.to_one_hot, from_one_hot and targets_convert).</summary>
public static class OneHot
{
    /// <summary>[1, sample, class]: <paramref name="on"/> at the label's class, <paramref name="off"/> elsewhere.</summary>
    public static Series<T> Encode<T>(ReadOnlySpan<int> labels, int classes, double on = 1, double off = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RequireLabels(labels, classes);
        var targets = new Series<T>(1, labels.Length, classes);
        Array.Fill(targets.Values, T.CreateTruncating(off));
        for (var sample = 0; sample < labels.Length; sample++)
        {
            targets[0, sample, labels[sample]] = T.CreateTruncating(on);
        }

        return targets;
    }

    /// <summary>The class of each sample's largest value, the first of equals.</summary>
    /// <param name="values">[1, sample, class].</param>
    public static int[] Decode<T>(Series<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(values);
        values.RequireShape(1, values.Samples, values.Neurons, nameof(values));
        var labels = new int[values.Samples];
        for (var sample = 0; sample < labels.Length; sample++)
        {
            labels[sample] = LargestOf<T>(values.Row(0, sample));
        }

        return labels;
    }

    /// <summary>Index of the largest value, the first of equals.</summary>
    internal static int LargestOf<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var best = 0;
        for (var k = 1; k < values.Length; k++)
        {
            best = values[k] > values[best] ? k : best;
        }

        return best;
    }

    internal static void RequireLabels(ReadOnlySpan<int> labels, int classes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classes);
        for (var sample = 0; sample < labels.Length; sample++)
        {
            if ((uint)labels[sample] >= (uint)classes)
            {
                throw new ArgumentOutOfRangeException(nameof(labels), labels[sample], $"The label of sample {sample} is not one of the classes 0..{classes - 1}.");
            }
        }
    }
}
