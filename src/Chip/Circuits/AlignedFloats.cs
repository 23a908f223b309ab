using System.Runtime.CompilerServices;

namespace Bss2.Chip.Circuits;

/// <summary>A pinned array of floats that starts on a cache line of 64 bytes, so that no vector straddles two lines.</summary>
internal sealed unsafe class AlignedFloats
{
    private const int Padding = 16;
    private readonly float[] _array;

    public AlignedFloats(int length)
    {
        Length = length;
        _array = GC.AllocateArray<float>(length + Padding, pinned: true);
        var address = (nuint)Unsafe.AsPointer(ref _array[0]);
        Pointer = (float*)((address + 63) & ~(nuint)63);
    }

    public int Length { get; }

    /// <summary>Valid as long as this object is reachable.</summary>
    public float* Pointer { get; }

    public Span<float> Span => new(Pointer, Length);

    /// <summary>The first floats of memory that only grows, with whatever an earlier use left in them.</summary>
    public static Span<float> First(ref AlignedFloats? memory, int length)
    {
        if (memory is null || memory.Length < length) memory = new AlignedFloats(length);
        return memory.Span[..length];
    }
}
