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

    // Few rows pass a panel faster than it can be fetched; hints beyond this number for a tile then only stand in the way of the loads themselves.
    private const int MostLinesAhead = 64;

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
                    MultiplyBlock(kernel, panels, b + right.BlockOffset(from), depth, c + ((nint)row * target.Stride), rows, right.Columns, target.Stride, accumulate || from > 0);
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
                        MultiplyBlock(kernel, a, b + right.BlockOffset(from), depth, c + ((nint)row * target.Stride), rows, right.Columns, target.Stride, accumulate || from > 0);
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
        workspace.Right.Pack(right);
        Multiply(left, workspace.Right, target, workspace, accumulate);
    }

    private static void MultiplyBlock(
        MicroKernel kernel, float* left, float* right, int depth, float* target, int rows, int columns, int stride, bool accumulate)
    {
        var tile = stackalloc float[kernel.Rows * kernel.Columns];

        // A chain starts with what stands in C, and a panel of B comes from far away: while one tile is computed, the next one's rows of C are asked for,
        // and a share of the next panel.
        var tiles = (rows + kernel.Rows - 1) / kernel.Rows;
        var shareAhead = ((kernel.Columns * depth / Prefetch.LineFloats) + tiles - 1) / Math.Max(tiles, 1);
        var linesAhead = shareAhead <= MostLinesAhead ? shareAhead : 0;
        for (var column = 0; column < columns; column += kernel.Columns)
        {
            var panel = right + ((nint)column * depth);
            var tileColumns = Math.Min(kernel.Columns, columns - column);
            var ahead = panel + ((nint)kernel.Columns * depth);
            for (var row = 0; row < rows; row += kernel.Rows)
            {
                var tileRows = Math.Min(kernel.Rows, rows - row);
                var corner = target + ((nint)row * stride) + column;
                Announce(corner + ((nint)kernel.Rows * stride), stride, kernel.Rows, kernel.Columns);
                for (var line = 0; line < linesAhead; line++, ahead += Prefetch.LineFloats)
                {
                    Prefetch.Later(ahead);
                }

                if (tileRows == kernel.Rows && tileColumns == kernel.Columns)
                {
                    kernel.Run(left + ((nint)row * depth), panel, depth, corner, stride, accumulate);
                }
                else
                {
                    // At an edge the kernel works on a whole tile aside, of which only what belongs to the product goes back.
                    Copy(corner, stride, tile, kernel.Columns, accumulate ? tileRows : 0, tileColumns);
                    kernel.Run(left + ((nint)row * depth), panel, depth, tile, kernel.Columns, accumulate);
                    Copy(tile, kernel.Columns, corner, stride, tileRows, tileColumns);
                }
            }
        }
    }

    private static void Announce(float* corner, int stride, int rows, int columns)
    {
        for (var row = 0; row < rows; row++, corner += stride)
        {
            for (var column = 0; column < columns; column += Prefetch.LineFloats)
            {
                Prefetch.Soon(corner + column);
            }

            Prefetch.Soon(corner + columns - 1);
        }
    }

    private static void Copy(float* from, int fromStride, float* to, int toStride, int rows, int columns)
    {
        for (var row = 0; row < rows; row++)
        {
            new ReadOnlySpan<float>(from + ((nint)row * fromStride), columns).CopyTo(new Span<float>(to + ((nint)row * toStride), columns));
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
