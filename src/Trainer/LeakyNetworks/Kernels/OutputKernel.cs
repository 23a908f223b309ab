using System.Runtime.Intrinsics;
using Bss2.Trainer.LeakyNetworks.Functional;

namespace Bss2.Trainer.LeakyNetworks.Kernels;

/// <summary>The output layer of a classifier for one sample: <see cref="Leaky{T}"/> neurons driven by the hidden spikes, under the loss Σₜ CE(U[t], label). Bits of the scalar layers in float32.</summary>
internal static class OutputKernel
{
    private const int Width = 8;

    /// <summary>Currents and membranes of all steps.</summary>
    /// <param name="spikes">Of the hidden layer.</param>
    /// <param name="constants">Of the layers; neurons those of the output.</param>
    /// <param name="rows">[source, padded class], weights.</param>
    /// <param name="bias">[padded class].</param>
    /// <param name="membrane">Out: [time, padded class].</param>
    public static void Forward(SpikeLists spikes, in HiddenConstants constants, ReadOnlySpan<float> rows, ReadOnlySpan<float> bias, Span<float> membrane)
    {
        var stride = bias.Length;
        var late = constants.SpikesLate ? 1 : 0;
        if (late == 1)
        {
            bias.CopyTo(membrane);
        }

        for (var t = late; t < constants.TimeSteps; t += 2)
        {
            var two = t + 1 < constants.TimeSteps;
            SparseRows.Sum(
                spikes[t - late], two ? spikes[t + 1 - late] : default, rows, bias, membrane.Slice(t * stride, stride), two ? membrane.Slice((t + 1) * stride, stride) : default);
        }

        var (beta, threshold) = (Vector256.Create(constants.Beta), Vector256.Create(constants.Threshold));
        var (taken, cleared) = (constants.Taken, constants.Cleared);
        for (var k = 0; k < stride; k += Width)
        {
            var before = Vector256<float>.Zero;
            for (var t = 0; t < constants.TimeSteps; t++)
            {
                var row = membrane[((t * stride) + k)..];
                var spike = Vector256.GreaterThan(before, threshold);
                before = ((beta * Vector256.AndNot(before, spike & cleared)) + Vector256.Create(row[..Width])) - (spike & taken);
                before.CopyTo(row);
            }
        }
    }

    /// <summary>Spikes of each class over all steps; those of late neurons in the last step leave after the run.</summary>
    public static void Count(ReadOnlySpan<float> membrane, in HiddenConstants constants, int stride, Span<int> counts)
    {
        counts.Clear();
        for (var t = 0; t < constants.TimeSteps - (constants.SpikesLate ? 1 : 0); t++)
        {
            for (var c = 0; c < counts.Length; c++)
            {
                counts[c] += membrane[(t * stride) + c] > constants.Threshold ? 1 : 0;
            }
        }
    }

    /// <summary>The loss of one sample and its gradient by the membrane, divided by the batch size.</summary>
    /// <param name="scores">Scratch of the number of classes.</param>
    /// <param name="slope">Scratch of the number of classes.</param>
    /// <param name="gradient">Out: [time, padded class]; padding stays as it is. Empty where none is wanted.</param>
    public static double Loss(ReadOnlySpan<float> membrane, int timeSteps, int label, int batchSize, Span<double> scores, Span<double> slope, Span<float> gradient)
    {
        var stride = membrane.Length / timeSteps;
        var total = 0.0;
        for (var t = 0; t < timeSteps; t++)
        {
            for (var c = 0; c < scores.Length; c++)
            {
                scores[c] = membrane[(t * stride) + c];
            }

            total += CrossEntropyOfScores.Evaluate(scores, label, slope);
            for (var c = 0; !gradient.IsEmpty && c < scores.Length; c++)
            {
                gradient[(t * stride) + c] = (float)(slope[c] / batchSize);
            }
        }

        return total;
    }

    /// <summary>Turns the gradient of the membranes to that of the currents, in place: a[t] = k[t] a[t+1] + e[t], where k is β, and 0 where the reset clears the membrane.</summary>
    public static void Backward(in HiddenConstants constants, ReadOnlySpan<float> membrane, Span<float> gradient)
    {
        var stride = gradient.Length / constants.TimeSteps;
        var (beta, threshold, cleared) = (Vector256.Create(constants.Beta), Vector256.Create(constants.Threshold), constants.Cleared);
        for (var at = gradient.Length - stride - Width; at >= 0; at -= Width)
        {
            var spike = Vector256.GreaterThan(Vector256.Create(membrane.Slice(at, Width)), threshold);
            var kept = Vector256.AndNot(Vector256.Create<float>(gradient.Slice(at + stride, Width)), spike & cleared);
            var own = gradient.Slice(at, Width);
            ((beta * kept) + Vector256.Create<float>(own)).CopyTo(own);
        }
    }

    /// <summary>Adds the gradients of weights and bias, step by step.</summary>
    /// <param name="spikes">Of the hidden layer.</param>
    /// <param name="constants">As forward.</param>
    /// <param name="gradient">[time, padded class], of the currents.</param>
    /// <param name="rows">[source, padded class], added to.</param>
    /// <param name="bias">[padded class], added to.</param>
    public static void AddGradients(SpikeLists spikes, in HiddenConstants constants, ReadOnlySpan<float> gradient, Span<float> rows, Span<float> bias)
    {
        var stride = bias.Length;
        for (var t = 0; t < constants.TimeSteps; t++)
        {
            var row = gradient.Slice(t * stride, stride);
            var sent = t - (constants.SpikesLate ? 1 : 0);
            if (sent >= 0)
            {
                SparseRows.Add(spikes[sent], row, rows);
            }

            for (var c = 0; c < stride; c += Width)
            {
                var sums = bias.Slice(c, Width);
                (Vector256.Create<float>(sums) + Vector256.Create<float>(row.Slice(c, Width))).CopyTo(sums);
            }
        }
    }
}
