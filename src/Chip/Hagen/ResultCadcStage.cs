using Bss2.Chip.Parts;
using Bss2.Chip.Placement;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;

namespace Bss2.Chip.Hagen;

/// <summary>The column ADC of one half in matrix-multiply mode: reads every circuit of a tile once for each vector, the baseline subtracted.</summary>
internal sealed class ResultCadcStage
{
    private readonly ChipSettings _settings;
    private readonly ProductBuffers _buffers;
    private readonly ResultColumns?[] _columns;
    private readonly int _populations;
    private readonly Dictionary<(BlockId Block, int Population), sbyte[]> _halfRead = [];

    public ResultCadcStage(PlacedNetwork placed, int hemisphere, ChipSettings settings, ProductBuffers buffers)
    {
        (_settings, _buffers, _populations) = (settings, buffers, placed.Network.Populations.Length);
        _columns = new ResultColumns?[2 * _populations];
        foreach (var tile in placed.Tiles!.Tiles.Where(t => t.Hemisphere == hemisphere))
        {
            foreach (var quadrant in tile.Quadrants)
            {
                _columns[At(tile.Population, quadrant)] = new ResultColumns(settings, hemisphere, Tile.FirstColumnOf(quadrant), tile.ColumnsOn(quadrant), tile.Sends);
            }
        }
    }

    /// <summary>Forgets a block.</summary>
    public void Abandon(BlockId block)
    {
        for (var population = 0; population < _populations && _halfRead.Count > 0; population++)
        {
            _halfRead.Remove((block, population));
        }
    }

    /// <summary>Reads the circuits of one quadrant; the results of the tile when those of all its quadrants are read.</summary>
    public TileResults? Accept(TileProducts products)
    {
        var (header, tile) = (products.Pulses.Header, products.Pulses.Tile);
        var (vectors, key) = (products.Pulses.VectorCount, (header.Id, tile.Population));
        var isLast = _halfRead.Remove(key, out var values) || tile.Columns <= ChipGeometry.ColumnsPerQuadrant;
        values ??= GC.AllocateUninitializedArray<sbyte>(vectors * tile.Columns);
        var columns = _columns[At(tile.Population, products.Quadrant)]!;
        var noise = ResultNoise.Of(header.Key, _settings, (long)header.FirstSample * products.Pulses.VectorsPerSample, tile.Population);
        for (var vector = 0; vector < vectors; vector++)
        {
            ResultConversion.Convert(
                in noise, vector, columns, products.Products.AsSpan(vector * products.Stride, products.Stride), values.AsSpan((vector * tile.Columns) + columns.FirstColumn, columns.Count));
        }

        _buffers.Return(products.Products);
        if (isLast)
        {
            return new TileResults(products.Pulses, values);
        }

        _halfRead.Add(key, values);
        return null;
    }

    private static int At(int population, int quadrant) => (2 * population) + (quadrant & 1);
}
