namespace Bss2.Chip.Gemm;

/// <summary>What a product needs to pack operands into. One for each thread; after the largest product has been seen, nothing is allocated.</summary>
public sealed class ProductWorkspace
{
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
}
