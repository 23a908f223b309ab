using Bss2.Chip.Gemm;
using Bss2.Chip.Placement;
using Bss2.Messages.Experiment;

namespace Bss2.Chip.Hagen;

/// <summary>
/// One quadrant in matrix-multiply mode: for each vector the circuits integrate pulse length times weight over all rows, without leak. That is the product of the vectors
/// with the weights as the synapses act.
/// </summary>
internal sealed class MultiplyQuadrantStage
{
    private readonly int _quadrant;
    private readonly SynapseFactors _factors;
    private readonly TileWeights?[] _weights;
    private readonly ProductBuffers _buffers;
    private readonly PackedLeft _packedPulses = new();
    private readonly float[] _scratch;
    private float[] _pulses = [];
    private byte[]? _packedLabels;

    public MultiplyQuadrantStage(PlacedNetwork placed, int quadrant, ChipSettings settings, ProductBuffers buffers)
    {
        (_quadrant, _buffers) = (quadrant, buffers);
        _factors = new SynapseFactors(settings, quadrant);
        _weights = new TileWeights?[placed.Network.Populations.Length];
        foreach (var tile in placed.Tiles!.Tiles.Where(t => t.Quadrants.Contains(quadrant)))
        {
            _weights[tile.Population] = new TileWeights(tile, quadrant);
        }

        _scratch = new float[_weights.Max(w => w is null ? 0 : w.Stride * w.Tile.Rows)];
    }

    /// <summary>Writes the weights of the tiles where they have changed.</summary>
    public void SetWeights(ProjectionWeights[] weights)
    {
        foreach (var tile in _weights)
        {
            tile?.Write(_factors, weights, _scratch);
        }
    }

    /// <summary>Runs one tile of a block.</summary>
    public TileProducts Run(TilePulses pulses)
    {
        var weights = _weights[pulses.Tile.Population]!;
        var vectors = pulses.VectorCount;

        // Tiles that share their inputs come one after the other: pack once.
        if (!ReferenceEquals(_packedLabels, pulses.Labels))
        {
            if (_pulses.Length < pulses.Labels.Length)
            {
                _pulses = new float[pulses.Labels.Length];
            }

            PulseLabel.Decode(pulses.Labels, _pulses);
            _packedPulses.Pack(new MatrixView(_pulses, vectors, pulses.Tile.Rows));
            _packedLabels = pulses.Labels;
        }

        var products = _buffers.Rent(vectors * weights.Stride);
        MatrixProduct.Multiply(_packedPulses, weights.Packed, new MatrixTarget(products, vectors, weights.Stride));
        return new TileProducts(pulses, _quadrant, weights.Stride, products);
    }
}
