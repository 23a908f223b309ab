using Bss2.Chip.Circuits;

namespace Bss2.Chip.Gemm;

/// <summary>What a product needs to pack operands into. One for each thread; after the largest product has been seen, nothing is allocated.</summary>
public sealed class ProductWorkspace
{
    private AlignedFloats? _panel;

    /// <summary>An empty workspace.</summary>
    public ProductWorkspace()
        : this(MicroKernel.Best)
    {
    }

    internal ProductWorkspace(MicroKernel kernel)
    {
        (Left, Right) = (new PackedLeft(kernel), new PackedRight(kernel));
    }

    internal PackedLeft Left { get; }

    internal PackedRight Right { get; }

    /// <summary>A panel of B that is packed for the moment.</summary>
    internal Span<float> Panel(int depth) => AlignedFloats.First(ref _panel, depth * Left.Kernel.Columns);
}
