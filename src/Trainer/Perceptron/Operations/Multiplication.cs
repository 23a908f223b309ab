using Bss2.Chip.Gemm;

namespace Bss2.Trainer.Perceptron;

/// <summary>
/// A product on the chip or in mock, and its straight-through gradient: with g = gradient · gain · sends, the input gets g·Wᵀ and the weight xᵀ·g, of the unrounded
/// operands; rounding, noise and saturation pass it unchanged.
/// </summary>
internal static class Multiplication
{
    /// <summary>Records y [vectors, outputs] in a shape of the caller's.</summary>
    /// <param name="session">The session.</param>
    /// <param name="input">[…, inputs] with as many values as vectors times inputs.</param>
    /// <param name="weights">[inputs, outputs], or [inputs].</param>
    /// <param name="shape">Shape of the result.</param>
    /// <param name="options">Sends, wait, mock.</param>
    /// <param name="vectorsPerSample">Consecutive vectors of one sample.</param>
    public static ShapedTensor Apply(PerceptronSession session, ShapedTensor input, ShapedTensor weights, int[] shape, MacOptions options, int vectorsPerSample)
    {
        options.Check();
        var (inputs, outputs) = (weights.Shape[0], weights.Count / weights.Shape[0]);
        var vectors = input.Count / inputs;
        var output = session.Allocate(shape, input.RequiresGradient || weights.RequiresGradient);
        session.Multiply(
            new ProductOperands
            {
                Activations = input.Values,
                Weights = weights.Values,
                Vectors = vectors,
                Inputs = inputs,
                Outputs = outputs,
                VectorsPerSample = vectorsPerSample,
                Sends = options.NumSends,
                WaitBetweenEvents = options.WaitBetweenEvents,
            },
            options.Mock,
            output.Values);
        if (output.RequiresGradient)
        {
            var factor = (float)(session.MockParameter.Gain * options.NumSends);
            session.Record(() => Backward(session, input, weights, output, vectors, factor));
        }

        return output;
    }

    private static void Backward(PerceptronSession session, ShapedTensor input, ShapedTensor weights, ShapedTensor output, int vectors, float factor)
    {
        if (!output.HasGradient)
        {
            return;
        }

        var (inputs, outputs) = (weights.Shape[0], weights.Count / weights.Shape[0]);
        var scaled = session.Workspace.Products(output.Count);
        var gradient = output.Gradient;
        for (var k = 0; k < scaled.Length; k++)
        {
            scaled[k] = factor * gradient[k];
        }

        var g = new MatrixView(scaled, vectors, outputs);
        if (input.AddGradient() is { IsEmpty: false } ofInput)
        {
            MatrixProduct.Multiply(g, new MatrixView(weights.Values, inputs, outputs).Transposed, new MatrixTarget(ofInput, vectors, inputs), session.Workspace.Product, accumulate: true);
        }

        if (weights.AddGradient() is { IsEmpty: false } ofWeights)
        {
            MatrixProduct.Multiply(new MatrixView(input.Values, vectors, inputs).Transposed, g, new MatrixTarget(ofWeights, inputs, outputs), session.Workspace.Product, accumulate: true);
        }
    }
}
