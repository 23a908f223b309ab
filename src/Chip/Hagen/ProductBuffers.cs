using System.Collections.Concurrent;

namespace Bss2.Chip.Hagen;

/// <summary>
/// Memory for products that travels from the quadrants of a chip to its column ADCs and back: too large for the ordinary heap. Each array is owned by exactly
/// one stage at a time. A failed block's arrays are left to the garbage collector.
/// </summary>
internal sealed class ProductBuffers
{
    private readonly ConcurrentBag<float[]> _idle = [];

    /// <summary>An array of at least this length, with whatever an earlier use left in it.</summary>
    public float[] Rent(int length) =>
        _idle.TryTake(out var array) && array.Length >= length ? array : GC.AllocateUninitializedArray<float>(length);

    /// <summary>Gives an array back; its former owner must not touch it again.</summary>
    public void Return(float[] array) => _idle.Add(array);
}
