namespace Bss2.Trainer.Perceptron;

/// <summary>One operation of a traced inference, with all that replaying it needs.</summary>
internal sealed record TracedOperation
{
    public const string Mac = "mac";
    public const string Relu = "relu";
    public const string ConvertingRelu = "converting_relu";
    public const string Add = "add";
    public const string Argmax = "argmax";

    /// <summary>Name as hxtorch gives it.</summary>
    public required string Name { get; init; }

    /// <summary>Weights of a mac, the other of an add.</summary>
    public float[] Values { get; init; } = [];

    /// <summary>[inputs, outputs] of a mac, the shape of the other of an add.</summary>
    public int[] Shape { get; init; } = [];

    /// <summary>How often a mac sends its events.</summary>
    public int NumSends { get; init; } = 1;

    /// <summary>FPGA cycles between a mac's events.</summary>
    public int WaitBetweenEvents { get; init; } = MacOptions.DefaultWait;

    /// <summary>Shift of a converting ReLU.</summary>
    public int Shift { get; init; }

    public static TracedOperation OfMac(ShapedTensor weights, MacOptions options) => new()
    {
        Name = Mac,
        Values = weights.Values.ToArray(),
        Shape = [weights.Shape[0], weights.Count / weights.Shape[0]],
        NumSends = options.NumSends,
        WaitBetweenEvents = options.WaitBetweenEvents,
    };

    /// <summary>Runs it again.</summary>
    public ShapedTensor Replay(PerceptronSession session, ShapedTensor input) => Name switch
    {
        Mac => session.Matmul(input, session.Tensor(Values, Shape), NumSends, WaitBetweenEvents),
        Relu => session.Relu(input),
        ConvertingRelu => session.ConvertingRelu(input, Shift),
        Add => session.Add(input, session.Tensor(Values, Shape)),
        Argmax => session.Argmax(input, 1, keepDimension: true),
        _ => throw new InvalidDataException($"The trace holds the operation '{Name}'; permitted: {Mac}, {Relu}, {ConvertingRelu}, {Add}, {Argmax}."),
    };
}
