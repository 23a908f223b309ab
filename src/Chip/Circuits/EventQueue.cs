namespace Bss2.Chip.Circuits;

/// <summary>
/// A first-in first-out queue before a port that passes one event at a time: PADI bus, neuron event output, link to the FPGA.
/// An event that finds the port free passes at once; one that finds the queue full is lost.
/// </summary>
internal static class EventQueue
{
    /// <summary>
    /// Serves events in their order. <c>start = max(arrival, end of the one before)</c>, moved past every taken slot that it would overlap;
    /// lost if <paramref name="depth"/> earlier events are still waiting or in service at its arrival.
    /// </summary>
    /// <param name="events">Keys of <see cref="EventKey"/> in rising order; on return its first elements are the served events at the times that they pass.</param>
    /// <param name="serviceTicks">Ticks that one event keeps the port busy.</param>
    /// <param name="depth">Places in the queue, the event in service included.</param>
    /// <param name="taken">Rising starts of slots that traffic with priority has taken on the same port; each lasts <paramref name="serviceTicks"/>.</param>
    /// <returns>How many events were served; the others are lost.</returns>
    public static int Serve(Span<long> events, int serviceTicks, int depth, ReadOnlySpan<int> taken)
    {
        var served = 0;
        var oldest = 0;
        var nextTaken = 0;
        var free = int.MinValue;
        for (var i = 0; i < events.Length; i++)
        {
            var arrival = EventKey.Tick(events[i]);
            while (oldest < served && EventKey.Tick(events[oldest]) + serviceTicks <= arrival)
            {
                oldest++;
            }

            if (served - oldest >= depth)
            {
                continue;
            }

            var start = Math.Max(arrival, free);
            while (nextTaken < taken.Length && taken[nextTaken] < start + serviceTicks)
            {
                start = Math.Max(start, taken[nextTaken] + serviceTicks);
                nextTaken++;
            }

            events[served++] = EventKey.At(events[i], start);
            free = start + serviceTicks;
        }

        return served;
    }
}
