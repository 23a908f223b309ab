using Bss2.Chip.Hagen;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;

namespace Bss2.Trainer.Perceptron;

/// <summary>
/// A product cut for the array: inputs into tiles of 128, outputs into tiles of 256, each a population of integrators on one half of a chip. Tiles take turns, and go round the chips of a rack.
/// Results of tiles that share outputs are added with saturation outside of the chip, as grenade does.
/// </summary>
internal sealed class TiledProduct
{
    private readonly List<PopulationId> _sources = [];
    private readonly List<Tile> _tiles = [];

    private TiledProduct(int inputs, int outputs)
    {
        (Inputs, Outputs) = (inputs, outputs);
    }

    /// <summary>Number of inputs.</summary>
    public int Inputs { get; }

    /// <summary>Number of outputs.</summary>
    public int Outputs { get; }

    /// <summary>The populations that bring the activations, a tile of inputs each.</summary>
    public IReadOnlyList<PopulationId> Sources => _sources;

    /// <summary>Adds a product to a network.</summary>
    /// <param name="populations">Populations of the network so far.</param>
    /// <param name="projections">Projections of the network so far.</param>
    /// <param name="name">Begins the names of what is added.</param>
    /// <param name="inputs">Inputs.</param>
    /// <param name="outputs">Outputs.</param>
    /// <param name="sends">How often events are sent.</param>
    /// <param name="chips">Names of the rack's chips; empty for the first alone.</param>
    public static TiledProduct Add(List<PopulationSpec> populations, List<ProjectionSpec> projections, string name, int inputs, int outputs, int sends, IReadOnlyList<string> chips)
    {
        var product = new TiledProduct(inputs, outputs);
        for (var first = 0; first < inputs; first += MultiplyFormula.Rows)
        {
            product._sources.Add(new PopulationId(populations.Count));
            populations.Add(new PopulationSpec($"{name}.x{product._sources.Count - 1}", PopulationKind.Input, Math.Min(MultiplyFormula.Rows, inputs - first)));
        }

        for (var row = 0; row < product._sources.Count; row++)
        {
            for (var first = 0; first < outputs; first += MultiplyFormula.Columns)
            {
                var target = new PopulationId(populations.Count);
                var tile = new Tile(row * MultiplyFormula.Rows, first, populations[product._sources[row].Value].Size, Math.Min(MultiplyFormula.Columns, outputs - first), target, projections.Count);
                var title = $"{name}.y{row}.{first / MultiplyFormula.Columns}";
                var chip = chips.Count == 0 ? null : chips[product._tiles.Count % chips.Count];
                populations.Add(new PopulationSpec(title, PopulationKind.Integrator, tile.Columns, CircuitTargets.Hagen, RecordSpikes: false, RecordCadc: false, Chip: chip));
                projections.Add(new ProjectionSpec(title, product._sources[row], target, sends));
                product._tiles.Add(tile);
            }
        }

        return product;
    }

    /// <summary>The weights of all tiles, rounded half away from zero.</summary>
    /// <param name="weights">[input, output].</param>
    /// <exception cref="OverflowException">A rounded weight is outside ±63.</exception>
    public IEnumerable<ProjectionWeights> Weights(ReadOnlySpan<float> weights)
    {
        var rounded = new float[weights.Length];
        OperandRounding.HalfAwayFromZero(weights, rounded);
        OperandRounding.CheckWeights(rounded, Outputs);
        return _tiles.Select(tile =>
        {
            var values = new sbyte[tile.Rows * tile.Columns];
            for (var k = 0; k < values.Length; k++)
            {
                values[k] = (sbyte)rounded[((tile.FirstRow + (k % tile.Rows)) * Outputs) + tile.FirstColumn + (k / tile.Rows)];
            }

            return new ProjectionWeights(tile.Projection, values);
        });
    }

    /// <summary>Activations for the tiles of inputs, rounded half away from zero.</summary>
    /// <param name="activations">[vector, input].</param>
    /// <param name="vectorsPerSample">Vectors of a sample.</param>
    /// <exception cref="OverflowException">A rounded activation is outside 0..31.</exception>
    public PopulationVectors[] Vectors(ReadOnlySpan<float> activations, int vectorsPerSample)
    {
        var rounded = new float[activations.Length];
        OperandRounding.HalfAwayFromZero(activations, rounded);
        OperandRounding.CheckActivations(rounded, Inputs);
        var vectors = activations.Length / Inputs;
        return
        [
            .. _sources.Select((source, row) =>
            {
                var first = row * MultiplyFormula.Rows;
                var size = Math.Min(MultiplyFormula.Rows, Inputs - first);
                var values = new sbyte[vectors * size];
                for (var k = 0; k < values.Length; k++)
                {
                    values[k] = (sbyte)rounded[(k / size * Inputs) + first + (k % size)];
                }

                return new PopulationVectors(source, vectorsPerSample, size, values);
            }),
        ];
    }

    /// <summary>Adds up the tiles.</summary>
    /// <param name="measured">Results of populations, those of all tiles among them.</param>
    /// <param name="firstVector">The first vector that is wanted.</param>
    /// <param name="results">[vector, output].</param>
    /// <exception cref="InvalidOperationException">A tile's results are missing.</exception>
    public void Sum(IReadOnlyList<PopulationVectors> measured, int firstVector, Span<float> results)
    {
        var vectors = results.Length / Outputs;
        results.Clear();
        foreach (var tile in _tiles)
        {
            var part = measured.FirstOrDefault(r => r.Population == tile.Population)
                ?? throw new InvalidOperationException($"There are no results of population {tile.Population.Value}, inputs from {tile.FirstRow} and outputs from {tile.FirstColumn}; all tiles of a product must run.");
            for (var vector = 0; vector < vectors; vector++)
            {
                var values = part.Values.AsSpan((firstVector + vector) * tile.Columns, tile.Columns);
                var sums = results.Slice((vector * Outputs) + tile.FirstColumn, tile.Columns);
                for (var column = 0; column < values.Length; column++)
                {
                    sums[column] = MultiplyFormula.AddSaturating((sbyte)sums[column], values[column]);
                }
            }
        }
    }

    /// <param name="FirstRow">First input.</param>
    /// <param name="FirstColumn">First output.</param>
    /// <param name="Rows">Inputs.</param>
    /// <param name="Columns">Outputs.</param>
    /// <param name="Population">The integrators.</param>
    /// <param name="Projection">Number of the projection onto them.</param>
    private sealed record Tile(int FirstRow, int FirstColumn, int Rows, int Columns, PopulationId Population, int Projection);
}
