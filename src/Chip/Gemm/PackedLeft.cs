using Bss2.Chip.Circuits;

namespace Bss2.Chip.Gemm;

/// <summary>
/// The left operand A [row, depth] of a product in the layout that the kernel reads, for an operand that meets several others. An operand of one product
/// need not be packed beforehand: <see cref="MatrixProduct"/> packs it piece by piece, into memory that is still near when it is read.
/// Read by any number of threads; packing again must wait until all of them are done. Memory only grows.
/// </summary>
public sealed class PackedLeft
{
    private AlignedFloats? _panels;

    /// <summary>An operand of no size; <see cref="Pack(MatrixView)"/> fills it.</summary>
    public PackedLeft()
        : this(MicroKernel.Best)
    {
    }

    internal PackedLeft(MicroKernel kernel)
    {
        Kernel = kernel;
    }

    /// <summary>Rows of A and of the product.</summary>
    public int Rows { get; private set; }

    /// <summary>Columns of A, over which a product sums.</summary>
    public int Depth { get; private set; }

    internal MicroKernel Kernel { get; }

    internal int DepthBlock => Kernel.DepthBlock(Depth);

    /// <summary>Takes over all values: later writes to the matrix do not show. For dYᵀ·X give the transposed view of dY.</summary>
    public void Pack(MatrixView matrix) => Pack(matrix, 0, matrix.Columns);

    /// <summary>Some columns of the matrix only.</summary>
    internal unsafe void Pack(MatrixView matrix, int fromColumn, int columns)
    {
        (Rows, Depth) = (matrix.Rows, columns);
        fixed (float* source = matrix.Values, panels = Panels())
        {
            PanelPacking.Pack(source + ((nint)fromColumn * matrix.ColumnStride), Rows, matrix.RowStride, Depth, matrix.ColumnStride, Kernel.Rows, DepthBlock, panels);
        }
    }

    /// <summary>[depth block, panel, depth in the block, row in the panel].</summary>
    internal ReadOnlySpan<float> PanelsOf() => Panels();

    /// <summary>Where the block that starts at this depth lies.</summary>
    internal nint BlockOffset(int depth) => (nint)depth * PanelPacking.Padded(Rows, Kernel.Rows);

    private Span<float> Panels() => AlignedFloats.First(ref _panels, checked(Depth * PanelPacking.Padded(Rows, Kernel.Rows)));
}
