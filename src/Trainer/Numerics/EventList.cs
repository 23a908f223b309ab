using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Bss2.Trainer.Numerics;

/// <summary>The non-zero entries of a matrix [row, column] in order of rows, then columns. Spike trains are mostly zeros.</summary>
internal sealed class EventList
{
    private const int Group = 4 * Lanes.Count;

    private int[] _rowStarts = [];
    private Entry[] _entries = [];
    private int _filled;

    /// <summary>One non-zero entry.</summary>
    internal readonly record struct Entry(int Column, float Value);

    /// <summary>Number of rows.</summary>
    public int Rows { get; private set; }

    /// <summary>The entries of one row in rising order of columns.</summary>
    public ReadOnlySpan<Entry> Row(int row) => _entries.AsSpan(_rowStarts[row], _rowStarts[row + 1] - _rowStarts[row]);

    /// <summary>All entries.</summary>
    public int Count { get; private set; }

    /// <summary>Starts a list that is filled row by row: <see cref="Reserve"/>, <see cref="Add"/> in rising order of columns, <see cref="EndRow"/>.</summary>
    public void Start(int rows)
    {
        (Rows, Count, _filled) = (rows, 0, 0);
        if (_rowStarts.Length < rows + 1)
        {
            _rowStarts = new int[rows + 1];
        }
    }

    /// <summary>Makes room for further entries.</summary>
    public void Reserve(int entries)
    {
        if (_entries.Length < Count + entries)
        {
            Array.Resize(ref _entries, 2 * (Count + entries));
        }
    }

    /// <summary>Adds an entry to the row in hand.</summary>
    public void Add(int column, float value) => _entries[Count++] = new Entry(column, value);

    /// <summary>Closes the row in hand.</summary>
    public void EndRow() => _rowStarts[++_filled] = Count;

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
            if (_entries.Length < count + stride)
            {
                // Doubled, so that a busier chunk later seldom allocates again.
                Array.Resize(ref _entries, 2 * (count + stride));
            }

            var c = 0;
            for (; c + Group <= stride; c += Group)
            {
                // Most groups are silent; a negative zero costs a look at its vector and is passed over there.
                ref var group = ref Unsafe.Add(ref first, (r * stride) + c);
                var any = Vector256.LoadUnsafe(ref group) | Vector256.LoadUnsafe(ref group, Lanes.Count) | Vector256.LoadUnsafe(ref group, 2 * Lanes.Count) | Vector256.LoadUnsafe(ref group, 3 * Lanes.Count);
                if (any.AsUInt32() != Vector256<uint>.Zero)
                {
                    for (var k = 0; k < Group; k += Lanes.Count)
                    {
                        count = Append(ref Unsafe.Add(ref group, k), c + k, count);
                    }
                }
            }

            for (; c < stride; c += Lanes.Count)
            {
                count = Append(ref Unsafe.Add(ref first, (r * stride) + c), c, count);
            }
        }

        _rowStarts[rows] = count;
        Count = count;
    }

    private int Append(ref float vector, int column, int count)
    {
        var mask = ~Vector256.Equals(Vector256.LoadUnsafe(ref vector), Vector256<float>.Zero).ExtractMostSignificantBits() & 0xFF;
        for (; mask != 0; mask &= mask - 1)
        {
            var lane = BitOperations.TrailingZeroCount(mask);
            _entries[count++] = new Entry(column + lane, Unsafe.Add(ref vector, lane));
        }

        return count;
    }
}
