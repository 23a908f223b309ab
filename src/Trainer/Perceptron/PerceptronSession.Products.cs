namespace Bss2.Trainer.Perceptron;

/// <content>Products: mac, matmul and convolutions.</content>
public sealed partial class PerceptronSession
{
    private MockMatrixUnit? _mock;

    /// <summary>Multiplies vectors with a matrix: hxtorch's <c>mac</c>.</summary>
    /// <param name="x">[input] or [vector, input].</param>
    /// <param name="weights">[input, output].</param>
    /// <param name="numSends">How often the events of a vector are sent.</param>
    /// <param name="waitBetweenEvents">FPGA cycles from one event to the next.</param>
    /// <param name="mock">Whether the mock multiplies.</param>
    /// <returns>[output] or [vector, output], whole numbers in −128..127.</returns>
    /// <exception cref="ArgumentException">Dimensions that are not supported, or sizes that do not match.</exception>
    /// <exception cref="OverflowException">An input outside 0..31 or a weight outside ±63, once rounded.</exception>
    public ShapedTensor Mac(ShapedTensor x, ShapedTensor weights, int numSends = 1, int waitBetweenEvents = MacOptions.DefaultWait, bool mock = false)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(weights);
        if (x.Dimensions is < 1 or > 2 || weights.Dimensions != 2)
        {
            throw new ArgumentException(
                $"mac takes x of 1 or 2 dimensions and weights of 2; x has the shape {ShapedTensor.Describe(x.Shape)} and weights {ShapedTensor.Describe(weights.Shape)}.");
        }

        CheckInner("mac", x, weights);
        int[] shape = x.Dimensions == 1 ? [weights.Shape[1]] : [x.Shape[0], weights.Shape[1]];
        return Multiply(x, weights, shape, new MacOptions(numSends, waitBetweenEvents, mock), 1);
    }

    /// <summary>As <c>torch.matmul</c>: leading dimensions of the input are vectors, <paramref name="other"/> has one or two dimensions.</summary>
    /// <param name="input">[…, input].</param>
    /// <param name="other">[input, output] or [input].</param>
    /// <param name="numSends">How often the events of a vector are sent.</param>
    /// <param name="waitBetweenEvents">FPGA cycles from one event to the next.</param>
    /// <param name="mock">Whether the mock multiplies.</param>
    /// <returns>[…, output], or […] where the other has one dimension ([1] where nothing is left).</returns>
    /// <exception cref="ArgumentException">Dimensions that are not supported, or sizes that do not match.</exception>
    /// <exception cref="OverflowException">An input outside 0..31 or a weight outside ±63, once rounded.</exception>
    public ShapedTensor Matmul(ShapedTensor input, ShapedTensor other, int numSends = 1, int waitBetweenEvents = MacOptions.DefaultWait, bool mock = false)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(other);
        if (input.Dimensions < 1 || other.Dimensions is < 1 or > 2)
        {
            throw new ArgumentException(
                $"matmul takes an input of 1 dimension or more and another operand of 1 or 2; they have the shapes {ShapedTensor.Describe(input.Shape)} and {ShapedTensor.Describe(other.Shape)}.");
        }

        CheckInner("matmul", input, other);
        int[] shape = [.. input.Shape.Take(input.Dimensions - 1), .. other.Shape.Skip(1)];
        var vectors = input.Count / input.Shape[^1];
        return Multiply(input, other, shape.Length == 0 ? [1] : shape, new MacOptions(numSends, waitBetweenEvents, mock), input.Dimensions > 2 ? vectors / input.Shape[0] : 1);
    }

    /// <summary>A product inside of another operation, traced as hxtorch traces it.</summary>
    internal ShapedTensor Multiply(ShapedTensor input, ShapedTensor weights, int[] shape, MacOptions options, int vectorsPerSample)
    {
        CheckTrace(input, TracedOperation.Mac, options.Mock);
        var y = Multiplication.Apply(this, input, weights, shape, options, vectorsPerSample);
        Trace(() => TracedOperation.OfMac(weights, options), y, options.Mock);
        return y;
    }

    /// <summary>The arithmetic of a product, in mock or on the hardware.</summary>
    /// <exception cref="InvalidOperationException">There is no hardware.</exception>
    internal void Multiply(in ProductOperands operands, bool mock, Span<float> results)
    {
        if (mock || MockEverything)
        {
            _mock ??= new MockMatrixUnit(Workspace);
            (_mock.Law, _mock.Key, _mock.FirstSample, _mock.Number) = (MockParameter, NoiseKey, FirstSample, ProductCount);
            _mock.Multiply(in operands, results);
        }
        else
        {
            RequireHardware().Multiply(in operands, results);
        }

        ProductCount++;
    }

    private static void CheckInner(string operation, ShapedTensor input, ShapedTensor other)
    {
        if (input.Shape[^1] != other.Shape[0])
        {
            throw new ArgumentException(
                $"{operation} of {ShapedTensor.Describe(input.Shape)} and {ShapedTensor.Describe(other.Shape)} cannot be: the input's last dimension has {input.Shape[^1]} values, the other's first {other.Shape[0]}; they must be the same.");
        }
    }

    private MatrixUnit RequireHardware() => Hardware
        ?? throw new InvalidOperationException("There is no hardware to multiply on; make the session with one (new EmulatedMatrixUnit(serial: 1)), or ask for mock.");

    /// <summary>Whether an operation goes to the hardware.</summary>
    private bool IsOnHardware(bool mock) => !mock && !MockEverything && Hardware is not null;
}
