using Bss2.Chip.Blocks;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;

namespace Bss2.Chip.Hagen;

/// <summary>Command to an input population: send a block's vectors into the crossbar.</summary>
/// <param name="Header">The block.</param>
/// <param name="Vectors">The population's activations.</param>
/// <param name="Populations">How many populations the block brings.</param>
internal sealed record EncodeVectors(BlockHeader Header, PopulationVectors Vectors, int Populations);

/// <summary>Event: the pulses of an input population reach the crossbar.</summary>
/// <param name="Header">The block.</param>
/// <param name="Population">The input population.</param>
/// <param name="VectorsPerSample">Vectors of a sample.</param>
/// <param name="Labels">[vector, neuron], see <see cref="PulseLabel"/>.</param>
/// <param name="Populations">How many populations the block brings.</param>
internal sealed record PulseTransfer(BlockHeader Header, int Population, int VectorsPerSample, byte[] Labels, int Populations);

/// <summary>Event: the pulses of a tile reach the drivers of its half.</summary>
/// <param name="Header">The block.</param>
/// <param name="Tile">Where they are executed.</param>
/// <param name="VectorsPerSample">Vectors of a sample.</param>
/// <param name="Labels">[vector, row].</param>
internal sealed record TilePulses(BlockHeader Header, Tile Tile, int VectorsPerSample, byte[] Labels)
{
    /// <summary>Vectors of the block.</summary>
    public int VectorCount => Header.SampleCount * VectorsPerSample;
}

/// <summary>Event: what the circuits of a tile on one quadrant have integrated reaches the column ADC, in a buffer that the ADC gives back.</summary>
/// <param name="Pulses">What drove them.</param>
/// <param name="Quadrant">Quadrant.</param>
/// <param name="Stride">Columns in whole groups.</param>
/// <param name="Products">[vector, column], at least; sums of pulses times weights.</param>
internal sealed record TileProducts(TilePulses Pulses, int Quadrant, int Stride, float[] Products);

/// <summary>Event: the column ADC has read all circuits of a tile.</summary>
/// <param name="Pulses">What drove them.</param>
/// <param name="Values">[vector, neuron].</param>
internal sealed record TileResults(TilePulses Pulses, sbyte[] Values);

/// <summary>Event: a population has named its results.</summary>
internal sealed record VectorsReported(BlockId Block, PopulationVectors Results);
