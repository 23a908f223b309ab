namespace Bss2.Chip.Gemm;

/// <summary>
/// C = A·B or C += A·B in float32, on one thread.
/// <para>
/// Every element is one chain of fused multiply-adds over ascending depth, c = fma(a[m, k], b[k, n], c), started by +0 or, where it adds, by what
/// stands in C; <see cref="MatrixProductReference"/> is that and nothing else. No result depends on the vector width, on tiles and blocks, on how rows
/// are shared among threads, or on cutting the depth into products that add up in ascending order: a gradient over chunks of samples has the bits of one over all of them.
/// </para>
/// <para>
/// Integers stay exact as long as no partial sum exceeds 2^24: inputs 0..31 times weights −63..63 up to a depth of 8,590, so that the integer products of
/// the matrix-multiply mode may take this path.
/// </para>
/// <para>
/// Both operands are read from panels as wide as the kernel's tile. A block of B's depth is walked panel by panel, and all rows of a block of A pass
/// each panel while it stays in the first cache level; the block of A stays in the second.
/// </para>
/// </summary>
public static unsafe class MatrixProduct
{
    // A block of A, 192 rows at most 288 deep with AVX2, takes 221 kB: less than half of the second cache level. A multiple of every tile's rows.
    private const int RowBlock = 192;

    /// <summary>Both operands packed before.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit each other.</exception>
    public static void Multiply(PackedLeft left, PackedRight right, MatrixTarget target, bool accumulate = false)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        MatrixSize.CheckProduct(left.Rows, left.Depth, right.Depth, right.Columns, target);
        CheckKernels(left.Kernel, right.Kernel);
        if (left.Depth == 0)
        {
            Empty(target, accumulate);
            return;
        }

        var (kernel, depthBlock) = (left.Kernel, left.DepthBlock);
        fixed (float* a = left.PanelsOf(), b = right.PanelsOf(), c = target.Values)
        {
            for (var row = 0; row < left.Rows; row += RowBlock)
            {
                var rows = Math.Min(RowBlock, left.Rows - row);
                for (var from = 0; from < left.Depth; from += depthBlock)
                {
                    var depth = Math.Min(depthBlock, left.Depth - from);
                    var panels = a + left.BlockOffset(from) + ((nint)row * depth);
                    BlockProduct.Multiply(kernel, panels, b + right.BlockOffset(from), depth, c + ((nint)row * target.Stride), rows, right.Columns, target.Stride, accumulate || from > 0);
                }
            }
        }
    }

    /// <summary>B packed before, A where it lies.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit each other, or the target lies over an operand.</exception>
    public static void Multiply(MatrixView left, PackedRight right, MatrixTarget target, ProductWorkspace workspace, bool accumulate = false)
    {
        ArgumentNullException.ThrowIfNull(right);
        ArgumentNullException.ThrowIfNull(workspace);
        MatrixSize.CheckProduct(left.Rows, left.Columns, right.Depth, right.Columns, target);
        CheckKernels(workspace.Left.Kernel, right.Kernel);
        CheckApart(left, target);
        if (left.Columns == 0)
        {
            Empty(target, accumulate);
            return;
        }

        var (kernel, depthBlock) = (right.Kernel, right.DepthBlock);
        fixed (float* b = right.PanelsOf(), c = target.Values)
        {
            for (var row = 0; row < left.Rows; row += RowBlock)
            {
                var rows = Math.Min(RowBlock, left.Rows - row);
                var block = left.Slice(row, rows);
                for (var from = 0; from < left.Columns; from += depthBlock)
                {
                    var depth = Math.Min(depthBlock, left.Columns - from);
                    workspace.Left.Pack(block, from, depth);
                    fixed (float* a = workspace.Left.PanelsOf())
                    {
                        BlockProduct.Multiply(kernel, a, b + right.BlockOffset(from), depth, c + ((nint)row * target.Stride), rows, right.Columns, target.Stride, accumulate || from > 0);
                    }
                }
            }
        }
    }

    /// <summary>Both operands where they lie.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit each other, or the target lies over an operand.</exception>
    public static void Multiply(MatrixView left, MatrixView right, MatrixTarget target, ProductWorkspace workspace, bool accumulate = false)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        MatrixSize.CheckProduct(left.Rows, left.Columns, right.Rows, right.Columns, target);
        CheckApart(right, target);
        if (left.Rows <= RowBlock && right is { RowStride: 1, Rows: > 0 })
        {
            CheckApart(left, target);
            MultiplyPanels(left, right, target, workspace, accumulate);
        }
        else
        {
            workspace.Right.Pack(right);
            Multiply(left, workspace.Right, target, workspace, accumulate);
        }
    }

    // Where all rows pass a panel at once, it is read no second time: B is packed panel by panel into memory that never leaves the nearest cache.
    // Not so where columns of B lie together, which would be walked in steps from page to page again for every panel.
    private static void MultiplyPanels(MatrixView left, MatrixView right, MatrixTarget target, ProductWorkspace workspace, bool accumulate)
    {
        var kernel = workspace.Left.Kernel;
        var (depthBlock, tiles) = (kernel.DepthBlock(left.Columns), BlockProduct.Tiles(kernel, left.Rows));
        fixed (float* b = right.Values, panel = workspace.Panel(depthBlock), c = target.Values)
        {
            for (var from = 0; from < left.Columns; from += depthBlock)
            {
                var depth = Math.Min(depthBlock, left.Columns - from);
                workspace.Left.Pack(left, from, depth);
                fixed (float* a = workspace.Left.PanelsOf())
                {
                    for (var column = 0; column < right.Columns; column += kernel.Columns)
                    {
                        var source = b + ((nint)column * right.ColumnStride) + from;
                        var columns = Math.Min(kernel.Columns, right.Columns - column);
                        PanelPacking.PackPanel(source, columns, right.ColumnStride, depth, 1, kernel.Columns, panel);
                        var ahead = LinesAhead.OfRows(source + ((nint)kernel.Columns * right.ColumnStride), kernel.Columns, right.ColumnStride, depth, tiles);
                        BlockProduct.MultiplyPanel(kernel, a, panel, depth, c + column, left.Rows, columns, target.Stride, accumulate || from > 0, ahead);
                    }
                }
            }
        }
    }

    private static void Empty(MatrixTarget target, bool accumulate)
    {
        for (var row = 0; !accumulate && row < target.Rows && target.Columns > 0; row++)
        {
            target.Values.Slice(row * target.Stride, target.Columns).Clear();
        }
    }

    private static void CheckKernels(MicroKernel left, MicroKernel right)
    {
        if (left.GetType() != right.GetType())
        {
            throw new ArgumentException($"The operands are packed for different kernels, {left.GetType().Name} and {right.GetType().Name}.");
        }
    }

    private static void CheckApart(MatrixView operand, MatrixTarget target)
    {
        if (operand.Values.Overlaps(target.Values))
        {
            throw new ArgumentException("The target lies over an operand, which would change while it is read; give the product memory of its own.");
        }
    }
}
