namespace Bss2.Chip.Gemm;

/// <summary>What all products come down to: panels of A, one after the other, times panels of B.</summary>
internal static unsafe class BlockProduct
{
    /// <summary>Panels of A that these rows take, at least one.</summary>
    public static int Tiles(MicroKernel kernel, int rows) => Math.Max((rows + kernel.Rows - 1) / kernel.Rows, 1);

    /// <summary>All panels of a block of A times all panels of a block of B, which lie one after the other.</summary>
    public static void Multiply(MicroKernel kernel, float* left, float* right, int depth, float* target, int rows, int columns, int stride, bool accumulate)
    {
        var (panel, tiles) = (kernel.Columns * depth, Tiles(kernel, rows));
        for (var column = 0; column < columns; column += kernel.Columns, right += panel)
        {
            var ahead = LinesAhead.Of(right + panel, panel, tiles);
            MultiplyPanel(kernel, left, right, depth, target + column, rows, Math.Min(kernel.Columns, columns - column), stride, accumulate, ahead);
        }
    }

    /// <summary>All panels of a block of A times one panel of B.</summary>
    /// <param name="kernel">For which both are packed.</param>
    /// <param name="left">[panel, depth, row in the panel].</param>
    /// <param name="panel">[depth, column].</param>
    /// <param name="depth">Steps of both.</param>
    /// <param name="target">[row, column] of C.</param>
    /// <param name="rows">Rows of the block of A.</param>
    /// <param name="columns">Columns of the panel, no more than the kernel's.</param>
    /// <param name="stride">Floats from one row of C to the next.</param>
    /// <param name="accumulate">Whether chains start with what stands in C.</param>
    /// <param name="ahead">What is asked for meanwhile.</param>
    public static void MultiplyPanel(
        MicroKernel kernel, float* left, float* panel, int depth, float* target, int rows, int columns, int stride, bool accumulate, LinesAhead ahead)
    {
        var tile = stackalloc float[kernel.Rows * kernel.Columns];
        for (var row = 0; row < rows; row += kernel.Rows, left += (nint)kernel.Rows * depth, target += (nint)kernel.Rows * stride)
        {
            // A chain starts with what stands in C: while one tile is computed, the next one's rows of C are asked for.
            Announce(target + ((nint)kernel.Rows * stride), stride, kernel.Rows, kernel.Columns);
            ahead.AskForShare();
            var tileRows = Math.Min(kernel.Rows, rows - row);
            if (tileRows == kernel.Rows && columns == kernel.Columns)
            {
                kernel.Run(left, panel, depth, target, stride, accumulate);
            }
            else
            {
                // At an edge the kernel works on a whole tile aside, of which only what belongs to the product goes back.
                Copy(target, stride, tile, kernel.Columns, accumulate ? tileRows : 0, columns);
                kernel.Run(left, panel, depth, tile, kernel.Columns, accumulate);
                Copy(tile, kernel.Columns, target, stride, tileRows, columns);
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
}
