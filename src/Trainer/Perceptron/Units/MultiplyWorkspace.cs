using Bss2.Chip.Gemm;
using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.Perceptron;

/// <summary>Memory of products, used again for each. One for each thread.</summary>
internal sealed class MultiplyWorkspace
{
    private readonly List<PackedRight> _tiles = [];
    private AlignedBuffer _activations;
    private AlignedBuffer _weights;
    private AlignedBuffer _products;
    private AlignedBuffer _sums;

    /// <summary>What products pack their operands into.</summary>
    public ProductWorkspace Product { get; } = new();

    /// <summary>Rounded activations.</summary>
    public Span<float> Activations(int count) => _activations.Span(count);

    /// <summary>Rounded weights.</summary>
    public Span<float> Weights(int count) => _weights.Span(count);

    /// <summary>Products of one tile and some vectors.</summary>
    public Span<float> Products(int count) => _products.Span(count);

    /// <summary>Sums over tiles.</summary>
    public Span<float> Sums(int count) => _sums.Span(count);

    /// <summary>The packed weights of tile k.</summary>
    public PackedRight Tile(int k)
    {
        while (_tiles.Count <= k)
        {
            _tiles.Add(new PackedRight());
        }

        return _tiles[k];
    }
}
