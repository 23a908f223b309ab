namespace Bss2.Chip.Gemm;

/// <summary>A row-major matrix that a product writes to, in memory of somebody else.</summary>
public readonly ref struct MatrixTarget
{
    /// <summary>A row-major matrix.</summary>
    /// <param name="values">At least (rows − 1) * stride + columns floats; what lies between rows is not touched.</param>
    /// <param name="rows">Number of rows, 0 or more.</param>
    /// <param name="columns">Number of columns, 0 or more.</param>
    /// <param name="stride">Floats from one row to the next, at least <paramref name="columns"/>.</param>
    /// <exception cref="ArgumentException">A size is negative, the stride too small or the memory too short.</exception>
    public MatrixTarget(Span<float> values, int rows, int columns, int stride)
    {
        Values = values[..MatrixSize.Checked(values.Length, rows, columns, stride)];
        (Rows, Columns, Stride) = (rows, columns, stride);
    }

    /// <summary>A row-major matrix without gaps between rows.</summary>
    /// <param name="values">At least rows * columns floats.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Number of columns.</param>
    public MatrixTarget(Span<float> values, int rows, int columns)
        : this(values, rows, columns, columns)
    {
    }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of columns.</summary>
    public int Columns { get; }

    internal Span<float> Values { get; }

    internal int Stride { get; }

    /// <summary>Rows <paramref name="from"/> to <paramref name="from"/> + <paramref name="count"/>, which another thread may fill.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The matrix does not have these rows.</exception>
    public MatrixTarget Slice(int from, int count)
    {
        MatrixSize.CheckRows(from, count, Rows);
        return new MatrixTarget(count == 0 ? default : Values[(from * Stride)..], count, Columns, Stride);
    }
}
