namespace Bss2.Trainer.Perceptron;

/// <summary><see cref="PerceptronSession.Relu"/> as a layer.</summary>
/// <param name="mock">Whether it runs in mock.</param>
public sealed class ReLU(bool mock = false) : PerceptronLayer
{
    public override ShapedTensor Forward(PerceptronSession session, ShapedTensor input)
    {
        ArgumentNullException.ThrowIfNull(session);
        return session.Relu(input, mock);
    }

    public override string ToString() => $"ReLU({(mock ? "mock=True" : "")})";
}
