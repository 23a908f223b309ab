using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.Perceptron;

/// <summary>A layer of a network: what hxtorch.perceptron.nn and torch.nn call a module.</summary>
public abstract class PerceptronLayer
{
    private protected PerceptronLayer()
    {
    }

    /// <summary>What is trained, each with the name that it has within the layer: <c>weight</c>, <c>bias</c>.</summary>
    internal virtual IEnumerable<KeyValuePair<string, Parameter<float>>> NamedParameters => [];

    /// <summary>What is trained.</summary>
    public IReadOnlyList<Parameter<float>> Parameters => [.. NamedParameters.Select(p => p.Value)];

    /// <summary>Works out the output.</summary>
    /// <param name="session">The session of the pass.</param>
    /// <param name="input">Shape as the layer says.</param>
    public abstract ShapedTensor Forward(PerceptronSession session, ShapedTensor input);

    /// <summary>Brings weights into the range of the chip, as the next forward pass would: what follows each update.</summary>
    internal virtual void Settle()
    {
    }
}
