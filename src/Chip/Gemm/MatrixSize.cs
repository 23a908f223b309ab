namespace Bss2.Chip.Gemm;

/// <summary>The rules of a matrix's sizes.</summary>
internal static class MatrixSize
{
    /// <summary>Floats from the first element to the last of a row-major matrix, if memory of this length holds it.</summary>
    public static int Checked(int length, int rows, int columns, int stride)
    {
        if (rows < 0 || columns < 0 || stride < columns)
        {
            throw new ArgumentException($"A matrix of {rows} x {columns} with rows {stride} floats apart cannot be: sizes start at 0, and a row needs its {columns} columns.");
        }

        var needed = rows == 0 || columns == 0 ? 0 : ((long)(rows - 1) * stride) + columns;
        return needed <= length
            ? (int)needed
            : throw new ArgumentException($"A matrix of {rows} x {columns} with rows {stride} floats apart needs {needed} floats; {length} were given.");
    }

    /// <summary>Whether a matrix has these rows.</summary>
    public static void CheckRows(int from, int count, int rows)
    {
        if (from < 0 || count < 0 || from > rows - count)
        {
            throw new ArgumentOutOfRangeException(nameof(from), $"Rows {from} to {(long)from + count} were asked for; the matrix has rows 0 to {rows}.");
        }
    }

    /// <summary>Whether a product of these shapes can be.</summary>
    public static void CheckProduct(int rows, int depth, int rightRows, int columns, MatrixTarget target)
    {
        if (depth != rightRows || rows != target.Rows || columns != target.Columns)
        {
            throw new ArgumentException(
                $"A product of {rows} x {depth} and {rightRows} x {columns} into {target.Rows} x {target.Columns} cannot be: "
                + "the columns of the first must be the rows of the second, and the target has the rows of the first and the columns of the second.");
        }
    }
}
