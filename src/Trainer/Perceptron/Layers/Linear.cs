namespace Bss2.Trainer.Perceptron;

/// <summary>
/// y = W x + b: matmul, the mean of <c>avg</c> copies side by side on the array, then add, which rounds the mean and the bias down.
/// </summary>
public sealed class Linear : MacLayer
{
    private readonly int _average;

    /// <param name="session">Gives the gain that initial weights and sends depend on, and their seed.</param>
    /// <param name="inFeatures">Inputs.</param>
    /// <param name="outFeatures">Outputs.</param>
    /// <param name="bias">Whether there is a bias.</param>
    /// <param name="numSends">How often events are sent; null chooses it from the inputs and the gain.</param>
    /// <param name="waitBetweenEvents">FPGA cycles between events.</param>
    /// <param name="mock">Whether the layer runs in mock.</param>
    /// <param name="inputTransform">What is done with inputs; null nothing.</param>
    /// <param name="weightTransform">What is done with the weight; null clips it to ±63.</param>
    /// <param name="name">Begins the names of the parameters, unique within a network; null numbers the layers of the session.</param>
    /// <param name="avg">Copies of each output, of whose results the mean is taken; at least 1.</param>
    public Linear(
        PerceptronSession session,
        int inFeatures,
        int outFeatures,
        bool bias = true,
        int? numSends = null,
        int waitBetweenEvents = MacOptions.DefaultWait,
        bool mock = false,
        int avg = 1,
        TensorTransform? inputTransform = null,
        TensorTransform? weightTransform = null,
        string? name = null)
        : base(session, [outFeatures, inFeatures], new MacLayerOptions(bias, numSends, waitBetweenEvents, mock, inputTransform, weightTransform, name))
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(avg, 1);
        _average = avg;
    }

    internal override (int Inputs, int Outputs) ProductSize => (Weight.Shape[1], Weight.Shape[0] * _average);

    /// <summary>[…, input] to […, output].</summary>
    public override ShapedTensor Forward(PerceptronSession session, ShapedTensor input)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(input);
        var y = session.Matmul(Transformed(session, input), ProductWeights(session), Mac.NumSends, Mac.WaitBetweenEvents, Mac.Mock);
        y = _average > 1 ? Rearrangement.MeanOfGroups(session, y, _average) : y;
        return Bias is null ? y : session.Add(y, session.Tensor(Bias), mock: Mac.Mock);
    }

    internal override ShapedTensor ProductWeights(PerceptronSession session) => Rearrangement.TransposeRepeat(session, TransformedWeight(session), _average);

    public override string ToString() => $"Linear(in_features={Weight.Shape[1]}, out_features={Weight.Shape[0]}{Ending}";
}
