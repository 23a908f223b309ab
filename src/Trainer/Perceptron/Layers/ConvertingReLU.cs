namespace Bss2.Trainer.Perceptron;

/// <summary><see cref="PerceptronSession.ConvertingRelu"/> as a layer: results become activations of the next.</summary>
/// <param name="shift">Bits that results are shifted to the right.</param>
/// <param name="mock">Whether it runs in mock.</param>
public sealed class ConvertingReLU(int shift = 2, bool mock = false) : PerceptronLayer
{
    public override ShapedTensor Forward(PerceptronSession session, ShapedTensor input)
    {
        ArgumentNullException.ThrowIfNull(session);
        return session.ConvertingRelu(input, shift, mock);
    }

    public override string ToString() => $"ConvertingReLU(shift={shift}{(mock ? ", mock=True" : "")})";
}
