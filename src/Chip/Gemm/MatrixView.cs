namespace Bss2.Chip.Gemm;

/// <summary>
/// A matrix to read in memory of somebody else: rows of equal length, or such a matrix transposed, which copies nothing.
/// Cutting rows off is how a product is shared among threads: rows computed alone have the bits that they have in the whole.
/// </summary>
public readonly ref struct MatrixView
{
    /// <summary>A row-major matrix.</summary>
    /// <param name="values">At least (rows − 1) * stride + columns floats.</param>
    /// <param name="rows">Number of rows, 0 or more.</param>
    /// <param name="columns">Number of columns, 0 or more.</param>
    /// <param name="stride">Floats from one row to the next, at least <paramref name="columns"/>.</param>
    /// <exception cref="ArgumentException">A size is negative, the stride too small or the memory too short.</exception>
    public MatrixView(ReadOnlySpan<float> values, int rows, int columns, int stride)
        : this(values[..MatrixSize.Checked(values.Length, rows, columns, stride)], rows, columns, stride, 1)
    {
    }

    /// <summary>A row-major matrix without gaps between rows.</summary>
    /// <param name="values">At least rows * columns floats.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Number of columns.</param>
    public MatrixView(ReadOnlySpan<float> values, int rows, int columns)
        : this(values, rows, columns, columns)
    {
    }

    private MatrixView(ReadOnlySpan<float> values, int rows, int columns, int rowStride, int columnStride)
    {
        Values = values;
        (Rows, Columns, RowStride, ColumnStride) = (rows, columns, rowStride, columnStride);
    }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of columns.</summary>
    public int Columns { get; }

    internal ReadOnlySpan<float> Values { get; }

    internal int RowStride { get; }

    internal int ColumnStride { get; }

    /// <summary>The same memory with rows and columns exchanged.</summary>
    public MatrixView Transposed => new(Values, Columns, Rows, ColumnStride, RowStride);

    /// <summary>Rows <paramref name="from"/> to <paramref name="from"/> + <paramref name="count"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The matrix does not have these rows.</exception>
    public MatrixView Slice(int from, int count)
    {
        MatrixSize.CheckRows(from, count, Rows);
        return new MatrixView(count == 0 ? default : Values[(from * RowStride)..], count, Columns, RowStride, ColumnStride);
    }
}
