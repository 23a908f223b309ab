namespace Bss2.Trainer.Perceptron;

/// <summary>[sample, …] to [sample, feature], as torch.nn.Flatten.</summary>
public sealed class Flatten : PerceptronLayer
{
    public override ShapedTensor Forward(PerceptronSession session, ShapedTensor input)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(input);
        return session.Reshape(input, input.Shape[0], input.Count / input.Shape[0]);
    }

    public override string ToString() => "Flatten(start_dim=1, end_dim=-1)";
}
