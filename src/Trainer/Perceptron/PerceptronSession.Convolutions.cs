namespace Bss2.Trainer.Perceptron;

/// <content>Convolutions. Groups, dilation and padding are not supported, as in hxtorch; a bias is added as a plain number, neither rounded nor clipped.</content>
public sealed partial class PerceptronSession
{
    /// <summary>Convolution over one dimension.</summary>
    /// <param name="input">[sample, channel, length], 0..31 once rounded.</param>
    /// <param name="weight">[output, channel, kernel], −63..63 once rounded.</param>
    /// <param name="bias">[output], or null.</param>
    /// <param name="stride">Steps of the kernel, at least 1.</param>
    /// <param name="numSends">How often the events of a vector are sent.</param>
    /// <param name="waitBetweenEvents">FPGA cycles from one event to the next.</param>
    /// <param name="mock">Whether the mock multiplies.</param>
    /// <returns>[sample, output, position].</returns>
    /// <exception cref="ArgumentException">Dimensions that are not supported, or sizes that do not match.</exception>
    /// <exception cref="OverflowException">An input outside 0..31 or a weight outside ±63, once rounded.</exception>
    public ShapedTensor Conv1d(
        ShapedTensor input, ShapedTensor weight, ShapedTensor? bias = null, int stride = 1, int numSends = 1, int waitBetweenEvents = MacOptions.DefaultWait, bool mock = false)
    {
        var plane = CheckConvolution("conv1d", input, weight, bias, 3, stride, stride);
        var kernel = new Kernel(1, weight.Shape[2], 1, stride);
        var products = Convolution.Apply(this, input, plane, Rearrangement.TransposeRepeat(this, weight, 1), kernel, new MacOptions(numSends, waitBetweenEvents, mock));
        return Convolution.ToChannels(this, products, products.Shape[1], bias, [input.Shape[0], weight.Shape[0], kernel.Columns(plane)]);
    }

    /// <summary>Convolution over two dimensions; parameters as in <see cref="Conv1d"/>.</summary>
    /// <param name="input">[sample, channel, height, width].</param>
    /// <param name="weight">[output, channel, height, width].</param>
    /// <param name="bias">[output], or null.</param>
    /// <param name="strideDown">Steps down, at least 1.</param>
    /// <param name="strideRight">Steps to the right; 0 for as many as down.</param>
    /// <param name="numSends">How often the events of a vector are sent.</param>
    /// <param name="waitBetweenEvents">FPGA cycles from one event to the next.</param>
    /// <param name="mock">Whether the mock multiplies.</param>
    /// <returns>[sample, output, row, column].</returns>
    /// <exception cref="ArgumentException">Dimensions that are not supported, or sizes that do not match.</exception>
    /// <exception cref="OverflowException">An input outside 0..31 or a weight outside ±63, once rounded.</exception>
    public ShapedTensor Conv2d(
        ShapedTensor input,
        ShapedTensor weight,
        ShapedTensor? bias = null,
        int strideDown = 1,
        int strideRight = 0,
        int numSends = 1,
        int waitBetweenEvents = MacOptions.DefaultWait,
        bool mock = false)
    {
        strideRight = strideRight == 0 ? strideDown : strideRight;
        var plane = CheckConvolution("conv2d", input, weight, bias, 4, strideDown, strideRight);
        var kernel = new Kernel(weight.Shape[2], weight.Shape[3], strideDown, strideRight);
        var products = Convolution.Apply(this, input, plane, Rearrangement.TransposeRepeat(this, weight, 1), kernel, new MacOptions(numSends, waitBetweenEvents, mock));
        return Convolution.ToChannels(this, products, products.Shape[1], bias, [input.Shape[0], weight.Shape[0], kernel.Rows(plane), kernel.Columns(plane)]);
    }

    /// <summary>
    /// The same numbers as <see cref="Conv1d"/> but for rounding and noise, with several positions in each vector: shifted copies of the kernel stand side by side on the array. Inputs are
    /// padded with zeros where the positions do not come out even.
    /// </summary>
    /// <param name="input">[sample, channel, length].</param>
    /// <param name="weight">[output, channel, kernel].</param>
    /// <param name="bias">[output], or null.</param>
    /// <param name="stride">Steps of the kernel, at least 1.</param>
    /// <param name="numExpansions">Copies of the kernel, at least 1.</param>
    /// <param name="numSends">How often the events of a vector are sent.</param>
    /// <param name="waitBetweenEvents">FPGA cycles from one event to the next.</param>
    /// <param name="mock">Whether the mock multiplies.</param>
    /// <returns>[sample, output, position].</returns>
    /// <exception cref="ArgumentException">Dimensions that are not supported, or sizes that do not match.</exception>
    /// <exception cref="OverflowException">An input outside 0..31 or a weight outside ±63, once rounded.</exception>
    public ShapedTensor ExpandedConv1d(
        ShapedTensor input,
        ShapedTensor weight,
        ShapedTensor? bias = null,
        int stride = 1,
        int numExpansions = 1,
        int numSends = 1,
        int waitBetweenEvents = MacOptions.DefaultWait,
        bool mock = false)
    {
        var plane = CheckConvolution("expanded_conv1d", input, weight, bias, 3, stride, stride);
        if (numExpansions < 1)
        {
            throw new ArgumentException($"num_expansions is {numExpansions}; permitted: 1 or more.", nameof(numExpansions));
        }

        var (outputs, channels, width) = (weight.Shape[0], weight.Shape[1], weight.Shape[2]);
        var positions = new Kernel(1, width, 1, stride).Columns(plane);
        var wide = new Kernel(1, width + ((numExpansions - 1) * stride), 1, stride * numExpansions);
        var groups = (positions + numExpansions - 1) / numExpansions;
        var length = Math.Max(plane.Width, ((groups - 1) * wide.StrideRight) + wide.Width);
        var padded = length == plane.Width ? input : Rearrangement.Pick(
            this, input, [input.Shape[0], channels, length], static (s, k) => k % s.length < s.Width ? (k / s.length * s.Width) + (k % s.length) : -1, (length, plane.Width));
        var expanded = Convolution.Expand(this, weight, numExpansions, stride);
        var products = Convolution.Apply(this, padded, plane with { Width = length }, expanded, wide, new MacOptions(numSends, waitBetweenEvents, mock));
        var single = Rearrangement.Reshape(this, products, [input.Shape[0], products.Shape[1] * numExpansions, outputs]);
        return Convolution.ToChannels(this, single, positions, bias, [input.Shape[0], outputs, positions]);
    }

    private static Plane CheckConvolution(string operation, ShapedTensor input, ShapedTensor weight, ShapedTensor? bias, int dimensions, int strideDown, int strideRight)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(weight);
        var shapes = $"input has the shape {ShapedTensor.Describe(input.Shape)}, weight {ShapedTensor.Describe(weight.Shape)}";
        if (input.Dimensions != dimensions || weight.Dimensions != dimensions)
        {
            throw new ArgumentException($"{operation} takes an input [sample, channel, …] and a weight [output, channel, …] of {dimensions} dimensions each; {shapes}.");
        }

        if (input.Shape[1] != weight.Shape[1])
        {
            throw new ArgumentException($"{operation}: the input has {input.Shape[1]} channels and the weight {weight.Shape[1]}; they must be the same (groups are not supported). {shapes}.");
        }

        if (strideDown < 1 || strideRight < 1)
        {
            throw new ArgumentException($"{operation}: the strides are {strideDown} and {strideRight}; permitted: 1 or more.");
        }

        for (var d = 2; d < dimensions; d++)
        {
            if (weight.Shape[d] > input.Shape[d])
            {
                throw new ArgumentException($"{operation}: the kernel has {weight.Shape[d]} values in dimension {d} and the input {input.Shape[d]}; the kernel must fit into the input.");
            }
        }

        if (bias is not null && (bias.Dimensions != 1 || bias.Count != weight.Shape[0]))
        {
            throw new ArgumentException($"{operation}: the bias has the shape {ShapedTensor.Describe(bias.Shape)}; permitted: [{weight.Shape[0]}], one for each output.");
        }

        return new Plane(input.Shape[1], dimensions == 4 ? input.Shape[2] : 1, input.Shape[^1]);
    }
}
