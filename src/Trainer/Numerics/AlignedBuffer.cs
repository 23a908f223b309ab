using System.Runtime.CompilerServices;

namespace Bss2.Trainer.Numerics;

/// <summary>Float memory that starts at a cache line and only ever grows, so that a workspace that has warmed up allocates nothing.</summary>
internal struct AlignedBuffer
{
    private const int LineFloats = 16;
    private const int LineBytes = LineFloats * sizeof(float);

    private float[]? _array;
    private int _offset;

    /// <summary>The first <paramref name="length"/> floats, with whatever an earlier use left in them.</summary>
    public Span<float> Span(int length)
    {
        if (_array is null || _array.Length - LineFloats < length)
        {
            Grow(length);
        }

        return _array.AsSpan(_offset, length);
    }

    private unsafe void Grow(int length)
    {
        // Pinned, so that the alignment found now holds for the array's life.
        _array = GC.AllocateArray<float>(length + LineFloats, pinned: true);
        var address = (nuint)Unsafe.AsPointer(ref _array[0]);
        _offset = (int)((LineBytes - (address % LineBytes)) % LineBytes / sizeof(float));
    }
}
