using System.Numerics;
using Bss2.Chip.Randomness;
using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.LeakyNetworks;

/// <summary>
/// y = W x + b for each sample and time step, in plain scalar code: products are fused and added to the bias from the first source to the last, so that spikes
/// may be added as rows with the same bits.
/// </summary>
public sealed class Linear<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Weights and bias uniform in ±1/√sources, PyTorch's default for <c>nn.Linear</c>.</summary>
    /// <param name="name">Unique within a network; begins the names of the parameters.</param>
    /// <param name="sources">Inputs.</param>
    /// <param name="targets">Outputs.</param>
    /// <param name="seed">The user's seed.</param>
    /// <param name="number">Number of the layer; its weights and bias are drawn as parameters 2 number and 2 number + 1.</param>
    public Linear(string name, int sources, int targets, ulong seed, int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sources);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(targets);
        (Sources, Targets) = (sources, targets);
        Weight = new Parameter<T>($"{name}.weight", [targets, sources]);
        Bias = new Parameter<T>($"{name}.bias", [targets]);
        var key = StreamKey.ForSeed(seed, NoisePurpose.InitialWeights);
        Fill(Weight, key, 2 * number, sources);
        Fill(Bias, key, (2 * number) + 1, sources);
    }

    public int Sources { get; }

    public int Targets { get; }

    /// <summary>[target, source].</summary>
    public Parameter<T> Weight { get; }

    /// <summary>[target].</summary>
    public Parameter<T> Bias { get; }

    public IReadOnlyList<Parameter> Parameters => [Weight, Bias];

    /// <summary>The product of every row; an input of one time step gives an output of one.</summary>
    public Series<T> Forward(Series<T> input)
    {
        ArgumentNullException.ThrowIfNull(input);
        input.RequireShape(input.TimeSteps, input.Samples, Sources, nameof(input));
        var output = new Series<T>(input.TimeSteps, input.Samples, Targets);
        for (var cell = 0; cell < output.Values.Length; cell++)
        {
            var (row, target) = (cell / Targets, cell % Targets);
            output.Values[cell] = Dot(Weight.Values.AsSpan(target * Sources, Sources), input.Values.AsSpan(row * Sources, Sources), Bias.Values[target]);
        }

        return output;
    }

    /// <summary>Adds the gradients of weight and bias to the buffer and returns that of the input.</summary>
    public Series<T> Backward(Series<T> input, Series<T> outputGradient, GradientBuffer? gradients)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(outputGradient);
        outputGradient.RequireShape(input.TimeSteps, input.Samples, Targets, nameof(outputGradient));
        var inputGradient = new Series<T>(input.TimeSteps, input.Samples, Sources);
        var (weightGradient, biasGradient) = (gradients?.Find(Weight), gradients?.Find(Bias));
        // Sample by sample, each through time: a kernel that holds one sample at a time sums in the same order.
        for (var sample = 0; sample < input.Samples; sample++)
        {
            for (var t = 0; t < input.TimeSteps; t++)
            {
                BackwardRow(Weight.Values, input.Row(t, sample), outputGradient.Row(t, sample), inputGradient.Row(t, sample), weightGradient, biasGradient);
            }
        }

        return inputGradient;
    }

    /// <summary>start + Σ a b, fused, from the first to the last.</summary>
    internal static T Dot(ReadOnlySpan<T> a, ReadOnlySpan<T> b, T start)
    {
        var sum = start;
        for (var k = 0; k < a.Length; k++)
        {
            sum = T.FusedMultiplyAdd(a[k], b[k], sum);
        }

        return sum;
    }

    /// <summary>Adds the adjoints of one row.</summary>
    internal static void BackwardRow(ReadOnlySpan<T> weights, ReadOnlySpan<T> input, ReadOnlySpan<T> outputGradient, Span<T> inputGradient, T[]? weightGradient, T[]? biasGradient)
    {
        for (var target = 0; target < outputGradient.Length; target++)
        {
            var g = outputGradient[target];
            var row = weights.Slice(target * input.Length, input.Length);
            for (var k = 0; k < input.Length; k++)
            {
                inputGradient[k] = T.FusedMultiplyAdd(row[k], g, inputGradient[k]);
            }

            for (var k = 0; weightGradient is not null && k < input.Length; k++)
            {
                ref var sum = ref weightGradient[(target * input.Length) + k];
                sum = T.FusedMultiplyAdd(input[k], g, sum);
            }

            OpenGradients<T>.Add(biasGradient, target, g);
        }
    }

    private static void Fill(Parameter<T> parameter, StreamKey key, int number, int sources)
    {
        var bound = 1 / Math.Sqrt(sources);
        for (var k = 0; k < parameter.Values.Length; k++)
        {
            var uniform = Philox.ToUniform(Philox.Next(key, (uint)k, (uint)number, 0, 0).X0);
            parameter.Values[k] = T.CreateTruncating(bound * ((2 * uniform) - 1));
        }
    }
}
