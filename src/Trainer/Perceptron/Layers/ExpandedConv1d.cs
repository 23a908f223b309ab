namespace Bss2.Trainer.Perceptron;

/// <summary>A convolution over one dimension with several positions in each vector, <see cref="PerceptronSession.ExpandedConv1d"/>.</summary>
public sealed class ExpandedConv1d : MacLayer
{
    private const int ArrayColumns = 256;
    private const int ArrayRows = 128;
    private readonly int _stride;

    /// <param name="session">Gives the gain that initial weights and sends depend on, and their seed.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="kernelSize">Values of the kernel.</param>
    /// <param name="stride">Steps of the kernel, at least 1.</param>
    /// <param name="bias">Whether there is a bias.</param>
    /// <param name="numSends">How often events are sent; null chooses it from the inputs and the gain.</param>
    /// <param name="waitBetweenEvents">FPGA cycles between events.</param>
    /// <param name="mock">Whether the layer runs in mock.</param>
    /// <param name="inputTransform">What is done with inputs; null nothing.</param>
    /// <param name="weightTransform">What is done with the weight; null clips it to ±63.</param>
    /// <param name="name">Begins the names of the parameters, unique within a network; null numbers the layers of the session.</param>
    /// <param name="numExpansions">Copies of the kernel; null for as many as fill the array, min(256 / outputs, (128 − kernel) / stride + 1).</param>
    public ExpandedConv1d(
        PerceptronSession session,
        int inChannels,
        int outChannels,
        int kernelSize,
        int stride = 1,
        bool bias = true,
        int? numSends = null,
        int waitBetweenEvents = MacOptions.DefaultWait,
        bool mock = false,
        TensorTransform? inputTransform = null,
        TensorTransform? weightTransform = null,
        string? name = null,
        int? numExpansions = null)
        : base(session, [outChannels, inChannels, kernelSize], new MacLayerOptions(bias, numSends, waitBetweenEvents, mock, inputTransform, weightTransform, name))
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, 1);
        _stride = stride;
        NumExpansions = numExpansions ?? Math.Max(1, Math.Min(ArrayColumns / outChannels, ((ArrayRows - kernelSize) / stride) + 1));
        ArgumentOutOfRangeException.ThrowIfLessThan(NumExpansions, 1, nameof(numExpansions));
    }

    /// <summary>Copies of the kernel.</summary>
    public int NumExpansions { get; }

    internal override (int Inputs, int Outputs) ProductSize => (Weight.Shape[1] * (Weight.Shape[2] + ((NumExpansions - 1) * _stride)), Weight.Shape[0] * NumExpansions);

    /// <summary>[sample, channel, length] to [sample, channel, position].</summary>
    public override ShapedTensor Forward(PerceptronSession session, ShapedTensor input)
    {
        ArgumentNullException.ThrowIfNull(session);
        return session.ExpandedConv1d(
            Transformed(session, input), TransformedWeight(session), Bias is null ? null : session.Tensor(Bias), _stride, NumExpansions, Mac.NumSends, Mac.WaitBetweenEvents, Mac.Mock);
    }

    internal override ShapedTensor ProductWeights(PerceptronSession session) => Convolution.Expand(session, TransformedWeight(session), NumExpansions, _stride);

    public override string ToString() =>
        $"ExpandedConv1d({Weight.Shape[1]}, {Weight.Shape[0]}, kernel_size=({Weight.Shape[2]},), stride=({_stride},), num_expansions={NumExpansions}{Ending}";
}
