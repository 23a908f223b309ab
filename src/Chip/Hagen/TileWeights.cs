using Bss2.Chip.Gemm;
using Bss2.Messages.Experiment;

namespace Bss2.Chip.Hagen;

/// <summary>The weights of one tile on one quadrant as its synapses act: w·sends·(1 + eps_syn)·(1 + eps_driver), float32, packed for the product.</summary>
internal sealed class TileWeights(Tile tile, int quadrant)
{
    private readonly sbyte[]?[] _written = new sbyte[]?[tile.Inputs.Length];

    public Tile Tile { get; } = tile;

    /// <summary>Columns in whole groups; what lies behind the tile's columns has weight 0.</summary>
    public int Stride { get; } = (tile.ColumnsOn(quadrant) + ResultConversion.Group - 1) / ResultConversion.Group * ResultConversion.Group;

    /// <summary>[row, column].</summary>
    public PackedRight Packed { get; } = new();

    /// <summary>Writes weights, if they differ from those of the former call.</summary>
    /// <param name="factors">Of the quadrant.</param>
    /// <param name="weights">One entry for each projection.</param>
    /// <param name="scratch">At least columns * rows floats.</param>
    public void Write(SynapseFactors factors, ProjectionWeights[] weights, float[] scratch)
    {
        var same = true;
        for (var i = 0; i < Tile.Inputs.Length; i++)
        {
            var values = weights[Tile.Inputs[i].Projection].Values;
            same &= _written[i] is { } former && (ReferenceEquals(former, values) || former.AsSpan().SequenceEqual(values));
            _written[i] = values;
        }

        if (same)
        {
            return;
        }

        var (rows, columns) = (Tile.Rows, Tile.ColumnsOn(quadrant));
        var lines = scratch.AsSpan(0, Stride * rows);
        lines[(columns * rows)..].Clear();
        for (var column = 0; column < columns; column++)
        {
            var excitatory = factors.Excitatory(column);
            var inhibitory = factors.Inhibitory(column);
            foreach (var input in Tile.Inputs)
            {
                var values = weights[input.Projection].Values.AsSpan((Tile.FirstColumnOf(quadrant) + column) * input.Count, input.Count);
                float sends = input.Sends / Tile.Sends;
                var line = lines.Slice((column * rows) + input.FirstRow, input.Count);
                for (var i = 0; i < values.Length; i++)
                {
                    line[i] = values[i] * sends * (values[i] < 0 ? inhibitory : excitatory)[input.FirstRow + i];
                }
            }
        }

        Packed.Pack(new MatrixView(lines, Stride, rows).Transposed);
    }
}
