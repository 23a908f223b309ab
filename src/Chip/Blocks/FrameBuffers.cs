using System.Collections.Concurrent;

namespace Bss2.Chip.Blocks;

/// <summary>
/// Membrane buffers that travel from the quadrants of a chip to its column ADCs and back. They are too large for the ordinary heap, and
/// each is owned by exactly one stage at a time: the quadrant that fills it, the frame, the ADC that gives it back.
/// </summary>
internal sealed class FrameBuffers
{
    private readonly ConcurrentBag<float[]> _idle = [];

    /// <summary>A buffer, perhaps too small: whoever fills it replaces it by a larger one.</summary>
    public float[] Rent() => _idle.TryTake(out var buffer) ? buffer : [];

    /// <summary>Gives a buffer back; its former owner must not touch it again.</summary>
    public void Return(float[] buffer) => _idle.Add(buffer);
}
