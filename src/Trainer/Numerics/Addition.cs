namespace Bss2.Trainer.Numerics;

/// <summary>Sum of two tensors of one shape, e.g. the graded spikes of two synapses onto one layer.</summary>
public sealed class Addition : TapeOperation
{
    private Tensor _left = null!;
    private Tensor _right = null!;
    private Tensor _output = null!;

    /// <summary>Records left + right.</summary>
    public static Tensor Apply(Tape tape, Tensor left, Tensor right)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        if (left.TimeSteps != right.TimeSteps || left.Samples != right.Samples || left.Neurons != right.Neurons)
        {
            throw new ArgumentException(
                $"Shapes [{left.TimeSteps}, {left.Samples}, {left.Neurons}] and [{right.TimeSteps}, {right.Samples}, {right.Neurons}] cannot be added; they must be equal.");
        }

        var operation = tape.Record<Addition>();
        (operation._left, operation._right) = (left, right);
        operation._output = tape.Allocate(left.TimeSteps, left.Samples, left.Neurons);
        var a = left.Values;
        var b = right.Values;
        var sum = operation._output.Values;
        for (var k = 0; k < sum.Length; k++)
        {
            sum[k] = a[k] + b[k];
        }

        return operation._output;
    }

    internal override void Backward(GradientBuffer gradients)
    {
        if (!_output.HasGradient)
        {
            return;
        }

        Add(_output.Gradient, _left.AddGradient());
        Add(_output.Gradient, _right.AddGradient());
    }

    private static void Add(ReadOnlySpan<float> source, Span<float> target)
    {
        for (var k = 0; k < target.Length; k++)
        {
            target[k] += source[k];
        }
    }
}
