namespace Bss2.Trainer.Numerics;

/// <summary>A tensor times a constant.</summary>
public sealed class Scaling : TapeOperation
{
    private Tensor _input = null!;
    private Tensor _output = null!;
    private float _gradientFactor;

    /// <summary>Records factor · input.</summary>
    public static Tensor Apply(Tape tape, Tensor input, float factor) => Apply(tape, input, factor, factor);

    /// <summary>
    /// Records factor · input with a gradient that passes unscaled: what <c>with torch.no_grad(): scores *= factor</c> does in the hxtorch Yin-Yang tutorial.
    /// </summary>
    public static Tensor ApplyWithoutGradient(Tape tape, Tensor input, float factor) => Apply(tape, input, factor, 1);

    private static Tensor Apply(Tape tape, Tensor input, float factor, float gradientFactor)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(input);
        var operation = tape.Record<Scaling>();
        (operation._input, operation._gradientFactor) = (input, gradientFactor);
        operation._output = tape.Allocate(input.TimeSteps, input.Samples, input.Neurons);
        var source = input.Values;
        var target = operation._output.Values;
        for (var k = 0; k < target.Length; k++)
        {
            target[k] = factor * source[k];
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
        for (var k = 0; k < target.Length; k++)
        {
            target[k] += _gradientFactor * source[k];
        }
    }
}
