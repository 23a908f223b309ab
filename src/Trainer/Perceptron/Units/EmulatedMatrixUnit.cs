using Bss2.Chip.Hagen;
using Bss2.Chip.Rack;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;

namespace Bss2.Trainer.Perceptron;

/// <summary>
/// Emulated chips in this process, calibrated for matrix multiplication: what <c>hxtorch.init_hardware(CalibrationPath("hagen…"))</c> is in Python. Counts its runs, and each draws fresh noise; the
/// same products in the same order on another object with the same chips and seed give the same bytes. For one thread.
/// </summary>
public sealed class EmulatedMatrixUnit : MatrixUnit
{
    private readonly Dictionary<(int Inputs, int Outputs, int Sends), Placed> _placed = [];
    private readonly RackChip[] _chips;
    private readonly ulong _seed;
    private int _runs;

    /// <summary>One chip.</summary>
    /// <param name="serial">Serial number, which decides all mismatch.</param>
    /// <param name="enabled">The imperfections that are on.</param>
    /// <param name="seed">Seed of the noise.</param>
    public EmulatedMatrixUnit(int serial = 1, Imperfections enabled = Imperfections.All, ulong seed = 0)
        : this([new RackChip("chip", new ChipSettings(new ChipSerial(serial), enabled))], seed)
    {
    }

    /// <summary>Several chips, among which the tiles of a product are shared.</summary>
    /// <param name="chips">At least one.</param>
    /// <param name="seed">Seed of the noise.</param>
    public EmulatedMatrixUnit(RackChip[] chips, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(chips);
        (_chips, _seed) = ([.. chips], seed);
    }

    /// <inheritdoc/>
    public override void Multiply(in ProductOperands operands, Span<float> results)
    {
        var key = (operands.Inputs, operands.Outputs, operands.Sends);
        if (!_placed.TryGetValue(key, out var placed))
        {
            _placed[key] = placed = new Placed(operands, _chips);
        }

        var vectors = placed.Product.Vectors(operands.Activations, operands.VectorsPerSample);
        var version = placed.Configure(operands.Weights, _chips);
        var block = new RunBlock(
            new BlockId(_runs, 0, 0), new RunKey(_seed, RunPhase.Measure, _runs), 0, version, HagenTiming.VectorDuration(placed.Network, placed.Product.Sources), [])
        {
            Vectors = vectors,
        };
        _runs++;
        placed.Product.Sum(placed.Rack.Run(block).Results, 0, results);
    }

    /// <summary>A product of one size on the chips.</summary>
    private sealed class Placed
    {
        private ProjectionWeights[] _weights = [];
        private int _version;

        public Placed(in ProductOperands operands, RackChip[] chips)
        {
            var (populations, projections) = (new List<PopulationSpec>(), new List<ProjectionSpec>());
            Product = TiledProduct.Add(populations, projections, "matmul", operands.Inputs, operands.Outputs, operands.Sends, [.. chips.Select(c => c.Name)]);
            Network = new NetworkSpec([.. populations], [.. projections]);
        }

        public TiledProduct Product { get; }

        public NetworkSpec Network { get; }

        public RackEmulator Rack { get; } = new();

        /// <summary>Takes other weights where they are others, and returns the version of the configuration.</summary>
        public int Configure(ReadOnlySpan<float> weights, RackChip[] chips)
        {
            ProjectionWeights[] rounded = [.. Product.Weights(weights)];
            if (_version == 0 || !rounded.Zip(_weights).All(pair => pair.First.Values.AsSpan().SequenceEqual(pair.Second.Values)))
            {
                Rack.Configure(new RackConfiguration(++_version, Network, chips, rounded));
                _weights = rounded;
            }

            return _version;
        }
    }
}
