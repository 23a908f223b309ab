using Bss2.Chip.Parts;
using Bss2.Messages.Experiment;

namespace Bss2.Chip.Hagen;

/// <summary>
/// The integrator populations of a chip, one after the other on the array: the first on the top half, the second on the bottom half, both in pass 0, and so on. Each
/// starts at column 0 and driver 0, so that the same place of a tile has the same circuits in every pass.
/// </summary>
internal sealed class TilePlacement
{
    private readonly Tile?[] _tileOf;

    private TilePlacement(int populations, Tile[] tiles)
    {
        Tiles = tiles;
        _tileOf = new Tile?[populations];
        foreach (var tile in tiles)
        {
            _tileOf[tile.Population] = tile;
        }
    }

    /// <summary>In the order of the network.</summary>
    public Tile[] Tiles { get; }

    /// <summary>Quadrants that hold circuits, rising.</summary>
    public int[] Quadrants => [.. Tiles.SelectMany(t => t.Quadrants).Distinct().Order()];

    /// <summary>The tile of a population; null for inputs.</summary>
    public Tile? Of(int population) => _tileOf[population];

    /// <summary>Places a network that <see cref="MultiplyRules"/> has found sound.</summary>
    public static TilePlacement Place(NetworkSpec network)
    {
        var tiles = new List<Tile>();
        for (var p = 0; p < network.Populations.Length; p++)
        {
            if (network.Populations[p].Kind == PopulationKind.Integrator)
            {
                var inputs = Inputs(network, p);
                var sends = inputs.Aggregate(0, (divisor, input) => Divisor(divisor, input.Sends));
                tiles.Add(new Tile(p, tiles.Count / ChipGeometry.Hemispheres, tiles.Count % ChipGeometry.Hemispheres, network.Populations[p].Size, inputs, sends));
            }
        }

        return new TilePlacement(network.Populations.Length, [.. tiles]);
    }

    /// <summary>The tiles that run when a block brings these populations.</summary>
    public IEnumerable<Tile> Running(RunBlock block) => Tiles.Where(t => t.Inputs.Any(i => block.Vectors.Any(v => v.Population.Value == i.Source)));

    private static TileInput[] Inputs(NetworkSpec network, int population)
    {
        var inputs = new List<TileInput>();
        for (var j = 0; j < network.Projections.Length; j++)
        {
            var projection = network.Projections[j];
            if (projection.Target.Value == population)
            {
                var first = inputs.Count == 0 ? 0 : inputs[^1].FirstRow + inputs[^1].Count;
                inputs.Add(new TileInput(j, projection.Source.Value, first, network.Populations[projection.Source.Value].Size, projection.Sends));
            }
        }

        return [.. inputs];
    }

    private static int Divisor(int a, int b) => b == 0 ? a : Divisor(b, a % b);
}
