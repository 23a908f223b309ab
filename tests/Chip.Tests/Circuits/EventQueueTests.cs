using Bss2.Chip.Circuits;
using FsCheck;
using FsCheck.Fluent;

namespace Bss2.Chip.Tests.Circuits;

public sealed class EventQueueTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(8, 8)]
    [InlineData(9, 8)]
    [InlineData(100, 8)]
    public void A_burst_fills_the_queue_and_the_rest_is_lost(int burst, int served)
    {
        var events = Enumerable.Range(0, burst).Select(i => EventKey.Of(50, i)).ToArray();
        Assert.Equal(served, EventQueue.Serve(events, 1, 8, []));
        Assert.Equal(Enumerable.Range(0, served).Select(i => EventKey.Of(50 + i, i)), events[..served]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(10)]
    public void Events_at_the_pace_of_the_port_pass_without_delay(int service)
    {
        var events = Enumerable.Range(0, 100).Select(i => EventKey.Of(i * service, i)).ToArray();
        var before = events.ToArray();
        Assert.Equal(100, EventQueue.Serve(events, service, 1, []));
        Assert.Equal(before, events);
    }

    [Fact]
    public void Twice_the_pace_of_the_port_loses_every_other_event_once_the_queue_is_full()
    {
        // One event a tick, one passes every second tick: after n events n/2 have left, so the eighth place fills at tick 14 or so.
        var events = Enumerable.Range(0, 1000).Select(i => EventKey.Of(i, i & 0xFFFF)).ToArray();
        var served = EventQueue.Serve(events, 2, 8, []);
        Assert.InRange(served, 500, 508);
    }

    [Fact]
    public void Priority_traffic_keeps_its_slots()
    {
        long[] events = [EventKey.Of(10, 1), EventKey.Of(10, 2), EventKey.Of(13, 3)];
        Assert.Equal(3, EventQueue.Serve(events, 1, 8, [9, 10, 12]));
        Assert.Equal([EventKey.Of(11, 1), EventKey.Of(13, 2), EventKey.Of(14, 3)], events);
    }

    [Fact]
    public void Served_events_keep_their_order_and_never_overlap()
    {
        var random = Gen.Choose(0, int.MaxValue).ToArbitrary();
        Prop.ForAll(random, seed =>
        {
            var source = new Random(seed);
            var service = source.Next(1, 4);
            var taken = Enumerable.Range(0, 40).Select(_ => service * source.Next(0, 100)).Distinct().Order().ToArray();
            var arrivals = Enumerable.Range(0, source.Next(0, 200)).Select(i => EventKey.Of(source.Next(0, 200), i)).Order().ToArray();
            var events = arrivals.ToArray();
            var served = events[..EventQueue.Serve(events, service, 8, taken)];

            var arrivalOf = arrivals.ToDictionary(EventKey.Label, EventKey.Tick);
            var slots = served.Select(EventKey.Tick).Concat(taken).Order().ToArray();
            return served.All(k => EventKey.Tick(k) >= arrivalOf[EventKey.Label(k)])
                && served.Select(EventKey.Label).SequenceEqual(arrivals.Select(EventKey.Label).Where(served.Select(EventKey.Label).ToHashSet().Contains))
                && slots.Zip(slots.Skip(1)).All(p => p.Second - p.First >= service);
        }).QuickCheckThrowOnFailure();
    }
}
