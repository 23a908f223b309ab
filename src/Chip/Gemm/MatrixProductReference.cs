namespace Bss2.Chip.Gemm;

/// <summary>The definition of <see cref="MatrixProduct"/>, element by element, for tests.</summary>
internal static class MatrixProductReference
{
    /// <summary>C = A·B, or C += A·B.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit each other.</exception>
    public static void Multiply(MatrixView left, MatrixView right, MatrixTarget target, bool accumulate = false)
    {
        MatrixSize.CheckProduct(left.Rows, left.Columns, right.Rows, right.Columns, target);
        for (var row = 0; row < target.Rows; row++)
        {
            for (var column = 0; column < target.Columns; column++)
            {
                ref var element = ref target.Values[(row * target.Stride) + column];
                var sum = accumulate ? element : 0;
                for (var k = 0; k < left.Columns; k++)
                {
                    sum = MathF.FusedMultiplyAdd(
                        left.Values[(row * left.RowStride) + (k * left.ColumnStride)], right.Values[(k * right.RowStride) + (column * right.ColumnStride)], sum);
                }

                element = sum;
            }
        }
    }
}
