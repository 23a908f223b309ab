using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;

namespace Bss2.Chip.Hagen;

/// <summary>One population in matrix-multiply mode: activations become pulses, readings of circuits become results.</summary>
internal static class VectorPopulationStage
{
    /// <summary>Activations on their way into the crossbar.</summary>
    public static PulseTransfer Encode(EncodeVectors inputs)
    {
        var labels = GC.AllocateUninitializedArray<byte>(inputs.Vectors.Values.Length);
        PulseLabel.Encode(inputs.Vectors.Values, labels);
        return new PulseTransfer(inputs.Header, inputs.Vectors.Population.Value, inputs.Vectors.VectorsPerSample, labels, inputs.Populations);
    }

    /// <summary>What the circuits of a tile gave, in the order of its neurons.</summary>
    public static VectorsReported Decode(TileResults results) => new(
        results.Pulses.Header.Id,
        new PopulationVectors(new PopulationId(results.Pulses.Tile.Population), results.Pulses.VectorsPerSample, results.Pulses.Tile.Columns, results.Values));
}
