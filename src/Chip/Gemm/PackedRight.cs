using Bss2.Chip.Circuits;

namespace Bss2.Chip.Gemm;

/// <summary>
/// The right operand B [depth, column] of a product in the layout that the kernel reads: packed once, for a weight after each update, and then read by any
/// number of products and threads. Packing again must wait until all of them are done. Memory only grows.
/// </summary>
public sealed class PackedRight
{
    private AlignedFloats? _panels;

    /// <summary>An operand of no size; <see cref="Pack"/> fills it.</summary>
    public PackedRight()
        : this(MicroKernel.Best)
    {
    }

    internal PackedRight(MicroKernel kernel)
    {
        Kernel = kernel;
    }

    /// <summary>Rows of B, over which a product sums.</summary>
    public int Depth { get; private set; }

    /// <summary>Columns of B and of the product.</summary>
    public int Columns { get; private set; }

    internal MicroKernel Kernel { get; }

    internal int DepthBlock => Kernel.DepthBlock(Depth);

    /// <summary>Takes over all values: later writes to the matrix do not show. For x·Wᵀ with W [target, source] give the transposed view of W.</summary>
    public unsafe void Pack(MatrixView matrix)
    {
        (Depth, Columns) = (matrix.Rows, matrix.Columns);
        fixed (float* source = matrix.Values, panels = Panels())
        {
            PanelPacking.Pack(source, Columns, matrix.ColumnStride, Depth, matrix.RowStride, Kernel.Columns, DepthBlock, panels);
        }
    }

    /// <summary>[depth block, panel, depth in the block, column in the panel].</summary>
    internal ReadOnlySpan<float> PanelsOf() => Panels();

    /// <summary>Where the block that starts at this depth lies.</summary>
    internal nint BlockOffset(int depth) => (nint)depth * PanelPacking.Padded(Columns, Kernel.Columns);

    private Span<float> Panels() => AlignedFloats.First(ref _panels, checked(Depth * PanelPacking.Padded(Columns, Kernel.Columns)));
}
