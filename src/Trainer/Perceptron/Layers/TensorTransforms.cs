namespace Bss2.Trainer.Perceptron;

/// <summary>What a layer does with its input or weight before the product.</summary>
/// <param name="session">The session of the pass.</param>
/// <param name="tensor">Input or weight.</param>
public delegate ShapedTensor TensorTransform(PerceptronSession session, ShapedTensor tensor);

/// <summary>The transforms of hxtorch.perceptron.nn.</summary>
public static class TensorTransforms
{
    private const float MostActivation = 31;
    private const float MostWeight = 63;

    /// <summary>x · 31 / max(x): the largest input is 31. The factor counts as constant in the gradient.</summary>
    public static ShapedTensor ScaleInput(PerceptronSession session, ShapedTensor tensor)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(tensor);
        var largest = float.NegativeInfinity;
        foreach (var value in tensor.Values)
        {
            largest = Math.Max(largest, value);
        }

        return session.Scale(tensor, MostActivation / largest);
    }

    /// <summary>w · 63 / max|w|: the largest weight is 63. The factor counts as constant in the gradient.</summary>
    public static ShapedTensor ScaleWeight(PerceptronSession session, ShapedTensor tensor)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(tensor);
        var largest = 0f;
        foreach (var value in tensor.Values)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        return session.Scale(tensor, MostWeight / largest);
    }

    /// <summary>
    /// hxtorch's clamp_weight_: clips the weight itself to ±63, so that what an optimiser added beyond is gone. Nothing is written where all weights are within, so passes on several
    /// threads may share a clipped weight.
    /// </summary>
    public static ShapedTensor ClampWeight(PerceptronSession session, ShapedTensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        Clamp(tensor.Values);
        return tensor;
    }

    /// <summary>Clips weights to ±63.</summary>
    internal static void Clamp(Span<float> weights)
    {
        var first = OperandRounding.FirstOutside(weights, -MostWeight, MostWeight);
        for (var k = Math.Max(first, 0); first >= 0 && k < weights.Length; k++)
        {
            weights[k] = Math.Clamp(weights[k], -MostWeight, MostWeight);
        }
    }
}
