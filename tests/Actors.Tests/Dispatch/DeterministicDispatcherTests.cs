using Bss2.Actors.Dispatch;
using Bss2.Actors.Runtime;
using Bss2.TestKit;

namespace Bss2.Actors.Tests.Dispatch;

public sealed class DeterministicDispatcherTests
{
    [Fact]
    public void The_same_seed_gives_the_same_trace_and_other_seeds_other_orders()
    {
        var traces = new List<string>();
        var hashes = new List<ulong>();
        for (var seed = 0UL; seed < 20; seed++)
        {
            var (trace, hash) = Run(seed);
            Assert.Equal((trace, hash), Run(seed));
            traces.Add(trace);
            hashes.Add(hash);
        }

        Assert.Equal(20, traces.Distinct().Count());
        Assert.Equal(20, hashes.Distinct().Count());
    }

    [Fact]
    public void The_trace_hash_is_the_same_in_every_process() => Assert.Equal(PinnedHash, Run(7).Hash);

    [Fact]
    public void Timers_due_together_fire_in_the_order_in_which_they_were_set()
    {
        var kit = new ActorTestKit();
        var fired = new List<int>();
        for (var i = 0; i < 10; i++)
        {
            var number = i;
            kit.System.Time.CreateTimer(_ => fired.Add(number), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        }

        kit.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(Enumerable.Range(0, 10), fired);
    }

    [Fact]
    public void The_virtual_clock_keeps_the_habits_of_a_time_provider()
    {
        var kit = new ActorTestKit();
        var time = kit.System.Time;
        var fired = new List<TimeSpan>();
        var start = (Stamp: time.GetTimestamp(), Utc: time.GetUtcNow());
        using var timer = time.CreateTimer(_ => fired.Add(time.GetElapsedTime(start.Stamp)), null, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3));
        kit.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal([2.0, 5.0, 8.0], fired.Select(t => t.TotalSeconds));
        Assert.Equal(TimeSpan.FromSeconds(9), time.GetUtcNow() - start.Utc);
        timer.Change(TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        kit.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(10.0, fired[^1].TotalSeconds);
        Assert.Equal(4, fired.Count);
    }

    [Fact]
    public void Actors_that_never_rest_end_in_an_error_that_names_the_seed()
    {
        var dispatcher = new DeterministicDispatcher(31);
        var system = ActorSystem.Create("restless", new() { Dispatcher = dispatcher });
        system.Spawn(Lambda.Props((me, message) => me.Me.Tell(message)), "a").Tell("again");
        var failure = Assert.Throws<InvalidOperationException>(() => dispatcher.RunUntilIdle(1000));
        Assert.Contains("No rest after 1000 turns", failure.Message, StringComparison.Ordinal);
        Assert.Contains("seed 31", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_actor_cannot_run_its_own_dispatcher()
    {
        var kit = new ActorTestKit();
        kit.System.Spawn(Lambda.Props((_, _) => kit.RunUntilIdle()), "inner").Tell("go");
        kit.RunUntilIdle();
        Assert.Contains("running already", Assert.Single(kit.Failures).Cause.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_passes_through_a_ring_of_twenty_thousand_actors()
    {
        var kit = new ActorTestKit();
        var probe = kit.CreateProbe();
        var next = probe.Ref;
        for (var i = 0; i < 20_000; i++)
        {
            var successor = next;
            next = kit.System.Spawn(Lambda.Props((me, message) => successor.Tell((int)message + 1, me.Me)), "ring-" + i);
        }

        next.Tell(0);
        probe.ExpectMsg(20_000);
    }

    private const ulong PinnedHash = 3625116794012403035;

    private static (string Trace, ulong Hash) Run(ulong seed)
    {
        var kit = new ActorTestKit(seed);
        var lines = new List<string>();
        kit.Dispatcher.OnDelivery = delivery => lines.Add($"{delivery.Time} {delivery.Recipient} < {delivery.Sender}: {delivery.Message}");
        var peers = new ActorRef[6];
        for (var i = 0; i < peers.Length; i++)
        {
            peers[i] = kit.System.Spawn(
                Lambda.Props((me, message) =>
                {
                    var left = (int)message;
                    if (left == 0)
                        return;
                    peers[left % peers.Length].Tell(left - 1, me.Me);
                    me.Here.ScheduleTell(TimeSpan.FromMilliseconds(left), peers[left * 5 % peers.Length], left / 2);
                }),
                "peer-" + i);
        }

        foreach (var peer in peers)
            peer.Tell(7);
        kit.Advance(TimeSpan.FromSeconds(1));
        return (string.Join("\n", lines), kit.Dispatcher.TraceHash);
    }
}
