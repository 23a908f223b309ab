using Bss2.Messages.Identity;

namespace Bss2.Messages.Experiment;

/// <summary>Integer vectors of one population in matrix-multiply mode: what enters an input population, or what integrators gave.</summary>
/// <param name="Population">The population.</param>
/// <param name="VectorsPerSample">How many vectors each sample has, at least 1: one for a dense layer, one for each position of a convolution's kernel.</param>
/// <param name="Size">Neurons of the population.</param>
/// <param name="Values">
/// [sample, vector, neuron]; of an input population activations 0..31 (the length of a synaptic pulse), of an integrator population results −128..127 in
/// CADC LSB above the membrane before the vector.
/// </param>
/// <remarks>The array belongs to the message and is never written after sending.</remarks>
public sealed record PopulationVectors(PopulationId Population, int VectorsPerSample, int Size, sbyte[] Values)
{
    /// <summary>Number of samples; a remainder of <see cref="Values"/> counts as none.</summary>
    public int SampleCount => (int)(Values.LongLength / Math.Max(1, (long)VectorsPerSample * Size));
}
