namespace Bss2.Trainer.Numerics.SpikeTimes;

/// <summary>A neuron and sample whose weight gradients were left out because one of them was too large.</summary>
/// <param name="Layer">Number of the layer.</param>
/// <param name="Sample">Number of the sample in its chunk.</param>
/// <param name="Neuron">Number of the neuron.</param>
/// <param name="Norm">Its largest |dL/dw|, the batch's 1/B included.</param>
public readonly record struct ChoppedGradient(int Layer, int Sample, int Neuron, double Norm);
