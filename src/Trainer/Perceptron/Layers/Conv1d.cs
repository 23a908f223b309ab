namespace Bss2.Trainer.Perceptron;

/// <summary>A convolution over one dimension, <see cref="PerceptronSession.Conv1d"/>.</summary>
public sealed class Conv1d : MacLayer
{
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
    public Conv1d(
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
        string? name = null)
        : base(session, [outChannels, inChannels, kernelSize], new MacLayerOptions(bias, numSends, waitBetweenEvents, mock, inputTransform, weightTransform, name))
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, 1);
        _stride = stride;
    }

    internal override (int Inputs, int Outputs) ProductSize => (Weight.Count / Weight.Shape[0], Weight.Shape[0]);

    /// <summary>[sample, channel, length] to [sample, channel, position].</summary>
    public override ShapedTensor Forward(PerceptronSession session, ShapedTensor input)
    {
        ArgumentNullException.ThrowIfNull(session);
        return session.Conv1d(
            Transformed(session, input), TransformedWeight(session), Bias is null ? null : session.Tensor(Bias), _stride, Mac.NumSends, Mac.WaitBetweenEvents, Mac.Mock);
    }

    internal override ShapedTensor ProductWeights(PerceptronSession session) => Rearrangement.TransposeRepeat(session, TransformedWeight(session), 1);

    public override string ToString() => $"Conv1d({Weight.Shape[1]}, {Weight.Shape[0]}, kernel_size=({Weight.Shape[2]},), stride=({_stride},){Ending}";
}
