using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Bss2.Trainer.Numerics;

/// <summary>The non-zero entries of a matrix [row, column] in order of rows, then columns. Spike trains are mostly zeros.</summary>
internal sealed class EventList
{
    private int[] _rowStarts = [];
    private int[] _columns = [];
    private float[] _values = [];

    /// <summary>Number of rows.</summary>
    public int Rows { get; private set; }

    /// <summary>[rows + 1]; row r owns the range [RowStarts[r], RowStarts[r + 1]) of the other arrays.</summary>
    public ReadOnlySpan<int> RowStarts => _rowStarts.AsSpan(0, Rows + 1);

    /// <summary>[events], column of each.</summary>
    public ReadOnlySpan<int> Columns => _columns.AsSpan(0, _rowStarts[Rows]);

    /// <summary>[events], value of each.</summary>
    public ReadOnlySpan<float> Values => _values.AsSpan(0, _rowStarts[Rows]);

    /// <summary>Collects the entries of <paramref name="matrix"/> [rows, stride], stride a multiple of eight.</summary>
    public void Collect(ReadOnlySpan<float> matrix, int rows, int stride)
    {
        if (matrix.Length != rows * stride || stride % Lanes.Count != 0)
        {
            throw new ArgumentException($"A matrix of {matrix.Length} floats is not {rows} rows of {stride}, a multiple of {Lanes.Count}.", nameof(matrix));
        }

        Rows = rows;
        if (_rowStarts.Length < rows + 1)
        {
            _rowStarts = new int[rows + 1];
        }

        ref var first = ref MemoryMarshal.GetReference(matrix);
        var count = 0;
        for (var r = 0; r < rows; r++)
        {
            _rowStarts[r] = count;
            if (_columns.Length < count + stride)
            {
                Grow(count + stride);
            }

            for (var c = 0; c < stride; c += Lanes.Count)
            {
                var lanes = Vector256.LoadUnsafe(ref first, (nuint)((r * stride) + c));
                var mask = ~Vector256.Equals(lanes, Vector256<float>.Zero).ExtractMostSignificantBits() & 0xFF;
                for (; mask != 0; mask &= mask - 1)
                {
                    var column = c + BitOperations.TrailingZeroCount(mask);
                    _columns[count] = column;
                    _values[count++] = matrix[(r * stride) + column];
                }
            }
        }

        _rowStarts[rows] = count;
    }

    private void Grow(int needed)
    {
        // Doubled, so that a busier chunk later seldom allocates again.
        Array.Resize(ref _columns, 2 * needed);
        Array.Resize(ref _values, 2 * needed);
    }
}
