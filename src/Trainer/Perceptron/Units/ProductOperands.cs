namespace Bss2.Trainer.Perceptron;

/// <summary>Operands of one product, not rounded yet.</summary>
public readonly ref struct ProductOperands
{
    /// <summary>[vector, input], 0..31 once rounded.</summary>
    public required ReadOnlySpan<float> Activations { get; init; }

    /// <summary>[input, output], −63..63 once rounded.</summary>
    public required ReadOnlySpan<float> Weights { get; init; }

    /// <summary>Number of vectors.</summary>
    public required int Vectors { get; init; }

    /// <summary>Number of inputs.</summary>
    public required int Inputs { get; init; }

    /// <summary>Number of outputs.</summary>
    public required int Outputs { get; init; }

    /// <summary>Consecutive vectors that belong to one sample: 1 for a dense layer, the number of positions for a convolution.</summary>
    public required int VectorsPerSample { get; init; }

    /// <summary>How often the events of a vector are sent, at least 1.</summary>
    public required int Sends { get; init; }

    /// <summary>FPGA cycles from one event to the next; decides chip time alone.</summary>
    public required int WaitBetweenEvents { get; init; }
}
