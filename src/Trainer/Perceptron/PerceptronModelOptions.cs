namespace Bss2.Trainer.Perceptron;

/// <summary>What a <see cref="PerceptronModel"/> is besides its layers.</summary>
/// <param name="InputShape">Shape of a sample.</param>
/// <param name="InputScale">Factor of features.</param>
/// <param name="Law">Law of mock and gradients.</param>
/// <param name="ChunkSize">Samples of a chunk.</param>
/// <param name="Chips">Names of the rack's chips, among which the tiles are shared.</param>
internal sealed record PerceptronModelOptions(int[] InputShape, float InputScale, MockParameter Law, int ChunkSize, IReadOnlyList<string> Chips);
