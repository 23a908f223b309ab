using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.Perceptron;

/// <summary>A layer with products: a weight, perhaps a bias, and how its events are sent.</summary>
public abstract class MacLayer : PerceptronLayer
{
    private readonly TensorTransform? _inputTransform;
    private readonly TensorTransform _weightTransform;

    private protected MacLayer(PerceptronSession session, int[] shape, MacLayerOptions options)
    {
        ArgumentNullException.ThrowIfNull(session);
        if (Array.Exists(shape, size => size < 1))
        {
            throw new ArgumentException($"A layer has a weight of the shape {ShapedTensor.Describe(shape)}; permitted: sizes from 1.");
        }

        (_inputTransform, _weightTransform) = (options.InputTransform, options.WeightTransform ?? TensorTransforms.ClampWeight);
        var number = session.LayerCount++;
        var name = options.Name ?? $"layer{number}";
        Weight = new Parameter<float>($"{name}.weight", shape);
        Bias = options.HasBias ? new Parameter<float>($"{name}.bias", [shape[0]]) : null;
        var initialisation = MacInitialisation.Of(Weight.Count / shape[0], session.MockParameter.Gain, options.NumSends);
        Mac = new MacOptions(initialisation.NumSends, options.WaitBetweenEvents, options.Mock);
        Mac.Check();
        initialisation.Weights(Weight.Values, session.Seed, 2 * number);
        initialisation.Biases(Bias is null ? [] : Bias.Values, session.Seed, (2 * number) + 1);
    }

    /// <summary>[output, input …].</summary>
    public Parameter<float> Weight { get; }

    /// <summary>[output], or null.</summary>
    public Parameter<float>? Bias { get; }

    /// <summary>How often the events of a vector are sent.</summary>
    public int NumSends => Mac.NumSends;

    /// <summary>Whether the layer runs in mock.</summary>
    public bool Mock => Mac.Mock;

    internal MacOptions Mac { get; }

    internal override IEnumerable<KeyValuePair<string, Parameter<float>>> NamedParameters =>
        Bias is null ? [new("weight", Weight)] : [new("weight", Weight), new("bias", Bias)];

    internal override void Settle()
    {
        if (_weightTransform == TensorTransforms.ClampWeight)
        {
            TensorTransforms.Clamp(Weight.Values);
        }
    }

    /// <summary>Inputs and outputs of the layer's product.</summary>
    internal abstract (int Inputs, int Outputs) ProductSize { get; }

    /// <summary>The weight as the product takes it, [input, output].</summary>
    internal abstract ShapedTensor ProductWeights(PerceptronSession session);

    /// <summary>The weight before it is turned.</summary>
    internal ShapedTensor TransformedWeight(PerceptronSession session) => _weightTransform(session, session.Tensor(Weight));

    private protected ShapedTensor Transformed(PerceptronSession session, ShapedTensor input) => _inputTransform is null ? input : _inputTransform(session, input);

    private protected string Ending => $"{(Bias is null ? ", bias=False" : "")}, num_sends={NumSends}{(Mock ? ", mock=True" : "")})";
}

/// <summary>What layers with products have in common.</summary>
/// <param name="HasBias">Whether there is a bias.</param>
/// <param name="NumSends">How often events are sent; null chooses it from the inputs and the gain.</param>
/// <param name="WaitBetweenEvents">FPGA cycles between events.</param>
/// <param name="Mock">Whether the layer runs in mock.</param>
/// <param name="InputTransform">What is done with inputs; null nothing.</param>
/// <param name="WeightTransform">What is done with the weight; null clips it.</param>
/// <param name="Name">Begins the names of the parameters; null numbers the session's layers.</param>
internal readonly record struct MacLayerOptions(
    bool HasBias, int? NumSends, int WaitBetweenEvents, bool Mock, TensorTransform? InputTransform, TensorTransform? WeightTransform, string? Name);
