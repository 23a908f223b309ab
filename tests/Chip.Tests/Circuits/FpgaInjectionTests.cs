using Bss2.Chip.Circuits;

namespace Bss2.Chip.Tests.Circuits;

public sealed class FpgaInjectionTests
{
    [Fact]
    public void Three_spikes_leave_in_each_clock_of_8_ns()
    {
        var events = Enumerable.Range(0, 25).Select(i => EventKey.Of(100, i)).ToArray();
        FpgaInjection.Schedule(events);
        Assert.Equal(Enumerable.Range(0, 25).Select(i => EventKey.Of(100 + (2 * (i / 3)), i)), events);
    }

    [Fact]
    public void A_backlog_delays_later_spikes_and_then_ends()
    {
        long[] events =
        [
            EventKey.Of(100, 0), EventKey.Of(100, 1), EventKey.Of(100, 2), EventKey.Of(100, 3),
            EventKey.Of(102, 4), EventKey.Of(102, 5), EventKey.Of(102, 6), EventKey.Of(110, 7),
        ];
        FpgaInjection.Schedule(events);
        Assert.Equal([100, 100, 100, 102, 102, 102, 104, 110], events.Select(EventKey.Tick));
    }
}
