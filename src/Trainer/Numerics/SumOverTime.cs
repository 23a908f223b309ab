namespace Bss2.Trainer.Numerics;

/// <summary>Decoder: the sum over time, [time, sample, neuron] to [1, sample, neuron], in order of time; with <see cref="Mean"/> divided by the number of time steps.</summary>
public sealed class SumOverTime : TapeOperation
{
    private Tensor _input = null!;
    private Tensor _output = null!;
    private float _divisor;

    /// <summary>Records the sum.</summary>
    public static Tensor Apply(Tape tape, Tensor input) => Apply(tape, input, 1);

    /// <summary>Records the mean.</summary>
    public static Tensor Mean(Tape tape, Tensor input) => Apply(tape, input, (input ?? throw new ArgumentNullException(nameof(input))).TimeSteps);

    private static Tensor Apply(Tape tape, Tensor input, float divisor)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(input);
        var operation = tape.Record<SumOverTime>();
        (operation._input, operation._divisor) = (input, divisor);
        operation._output = tape.AllocateZeros(1, input.Samples, input.Neurons);
        var values = input.Values;
        var output = operation._output.Values;
        for (var start = 0; start < values.Length; start += output.Length)
        {
            for (var k = 0; k < output.Length; k++)
            {
                output[k] += values[start + k];
            }
        }

        for (var k = 0; k < output.Length; k++)
        {
            output[k] /= divisor;
        }

        return operation._output;
    }

    internal override void Backward(GradientBuffer gradients)
    {
        if (!_output.HasGradient)
        {
            return;
        }

        var source = _output.Gradient;
        var target = _input.AddGradient();
        for (var start = 0; start < target.Length; start += source.Length)
        {
            for (var k = 0; k < source.Length; k++)
            {
                target[start + k] += source[k] / _divisor;
            }
        }
    }
}

/// <summary>Decoder: the mean over time, [time, sample, neuron] to [1, sample, neuron].</summary>
public static class MeanOverTime
{
    /// <summary>Records the reduction.</summary>
    public static Tensor Apply(Tape tape, Tensor input) => SumOverTime.Mean(tape, input);
}
