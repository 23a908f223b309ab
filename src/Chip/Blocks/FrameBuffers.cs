using System.Collections.Concurrent;
using Bss2.Chip.Circuits;

namespace Bss2.Chip.Blocks;

/// <summary>
/// Response buffers that travel from the quadrants of a chip to its column ADCs and back: their membranes are too large for the ordinary heap.
/// Each is owned by exactly one stage at a time: the quadrant that fills it, the frame, the ADC that gives it back.
/// A failed block's buffers are left to the garbage collector.
/// </summary>
internal sealed class FrameBuffers
{
    private readonly ConcurrentBag<QuadrantResponse> _idle = [];

    public QuadrantResponse Rent() => _idle.TryTake(out var response) ? response : new QuadrantResponse();

    /// <summary>Gives a buffer back; its former owner must not touch it again.</summary>
    public void Return(QuadrantResponse response) => _idle.Add(response);
}
