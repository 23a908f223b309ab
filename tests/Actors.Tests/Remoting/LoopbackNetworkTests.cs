using Bss2.Actors.Remoting;
using Bss2.Actors.Runtime;
using Bss2.TestKit;

namespace Bss2.Actors.Tests.Remoting;

public sealed class LoopbackNetworkTests
{
    private readonly LoopbackNetwork _network = new(11);
    private readonly ActorSystem _a;
    private readonly ActorSystem _b;
    private readonly ActorTestKit _kit;

    public LoopbackNetworkTests()
    {
        _a = _network.AddNode("node-a");
        _b = _network.AddNode("node-b");
        _kit = new(_network.Dispatcher);
    }

    [Fact]
    public void An_actor_answers_across_nodes_and_both_sides_know_each_other_by_one_address()
    {
        var probe = _kit.CreateProbe("probe", _a);
        var local = _b.Spawn(Lambda.Fragile(), "echo");
        var remote = _network.Resolve("node-b", "/echo");
        probe.Send(remote, "over there");
        probe.ExpectMsg("over there");
        Assert.Same(remote, probe.LastSender);
        Assert.Same(remote, _network.Resolve("node-b", "/echo"));
        Assert.Equal("node-b/echo", remote.ToString());
        Assert.NotSame(remote, local);
    }

    [Fact]
    public void A_sender_that_is_at_home_on_the_receiving_node_is_its_local_address()
    {
        var probe = _kit.CreateProbe("probe", _a);
        _b.Spawn(Lambda.Props((me, message) => _network.Resolve("node-a", "/probe").Tell(message, me.From)), "mirror");
        probe.Send(_network.Resolve("node-b", "/mirror"), "me?");
        probe.ExpectMsg("me?");
        Assert.Same(probe.Ref, probe.LastSender);
    }

    [Fact]
    public async Task Ask_works_across_the_network()
    {
        _b.Spawn(Lambda.Fragile(), "echo");
        Assert.Equal(5, await _kit.Await(_network.Resolve("node-b", "/echo").Ask<int>(5, TimeSpan.FromSeconds(1))));
    }

    [Fact]
    public void Messages_take_the_delay_of_their_link_in_its_direction_only()
    {
        _network.SetFaults("node-a", "node-b", new() { MinimumDelay = TimeSpan.FromMilliseconds(20) });
        var probe = _kit.CreateProbe("probe", _a);
        _b.Spawn(Lambda.Fragile(), "echo");
        probe.Send(_network.Resolve("node-b", "/echo"), 1);
        probe.ExpectNoMsg(TimeSpan.FromMilliseconds(19.9999));
        probe.ExpectMsg(1, within: TimeSpan.FromTicks(1));
    }

    [Fact]
    public void Over_a_cut_link_messages_are_dead_letters_of_the_sender_until_it_is_healed()
    {
        var letters = new List<DeadLetter>();
        _a.DeadLettered += letters.Add;
        var probe = _kit.CreateProbe("probe", _a);
        _b.Spawn(Lambda.Fragile(), "echo");
        var echo = _network.Resolve("node-b", "/echo");
        _network.Cut("node-a", "node-b");
        probe.Send(echo, 1);
        probe.ExpectNoMsg(TimeSpan.FromSeconds(1));
        Assert.Equal(new DeadLetter(1, probe.Ref, echo, DeadLetterReason.Unreachable), Assert.Single(letters));
        _network.Heal("node-b", "node-a");
        probe.Send(echo, 2);
        probe.ExpectMsg(2);
    }

    [Fact]
    public void Unknown_nodes_and_unknown_paths_are_told_apart_in_the_dead_letters()
    {
        var letters = new List<DeadLetter>();
        _a.DeadLettered += letters.Add;
        var probe = _kit.CreateProbe("probe", _a);
        probe.Send(_network.Resolve("node-x", "/echo"), 1);
        probe.Send(_network.Resolve("node-b", "/nobody"), 2);
        Assert.Equal([DeadLetterReason.Unreachable, DeadLetterReason.NobodyThere], letters.Select(letter => letter.Reason));
    }

    [Fact]
    public void Watch_crosses_nodes_for_an_ordinary_end_and_for_somebody_who_is_not_there()
    {
        var probe = _kit.CreateProbe("probe", _a);
        var local = _b.Spawn(Lambda.Fragile(), "target");
        var remote = _network.Resolve("node-b", "/target");
        probe.Watch(remote);
        local.Tell(PoisonPill.Instance);
        probe.ExpectTerminated(remote);
        probe.Watch(remote);
        probe.ExpectTerminated(remote);
        var nowhere = _network.Resolve("node-x", "/target");
        probe.Watch(nowhere);
        probe.ExpectTerminated(nowhere);
        probe.ExpectNoMsg(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void A_killed_node_is_silent_runs_nothing_and_its_watchers_hear_of_it_once()
    {
        var log = new List<string>();
        var letters = new List<DeadLetter>();
        _a.DeadLettered += letters.Add;
        var probe = _kit.CreateProbe("probe", _a);
        var unwatched = _network.Resolve("node-b", "/second");
        _b.Spawn(Lambda.Fragile(log), "first");
        _b.Spawn(Lambda.Props((me, message) => me.Here.ScheduleTell(TimeSpan.FromSeconds(1), me.From, message), log), "second");
        var watched = _network.Resolve("node-b", "/first");
        probe.Watch(watched);
        probe.Watch(unwatched);
        probe.Unwatch(unwatched);
        probe.Send(unwatched, "in a second");
        _kit.RunUntilIdle();
        _network.Kill("node-b");
        probe.ExpectTerminated(watched);
        probe.ExpectNoMsg(TimeSpan.FromSeconds(5));
        probe.Send(watched, "anyone?");
        Assert.Equal(DeadLetterReason.Unreachable, Assert.Single(letters).Reason);
        Assert.DoesNotContain(log, line => line.StartsWith("stop", StringComparison.Ordinal));
        Assert.Throws<ArgumentException>(() => _network.Kill("node-b"));
    }

    [Fact]
    public void A_node_can_start_again_under_its_name_and_old_addresses_reach_it()
    {
        var probe = _kit.CreateProbe("probe", _a);
        var echo = _network.Resolve("node-b", "/echo");
        _b.Spawn(Lambda.Fragile(), "echo");
        _network.Kill("node-b");
        _network.AddNode("node-b").Spawn(Lambda.Fragile(), "echo");
        probe.Send(echo, "again");
        probe.ExpectMsg("again");
        Assert.Throws<ArgumentException>(() => _network.AddNode("node-b"));
    }

    [Fact]
    public void News_of_a_death_waits_behind_a_cut_until_it_is_healed()
    {
        var probe = _kit.CreateProbe("probe", _a);
        _b.Spawn(Lambda.Fragile(), "target");
        var target = _network.Resolve("node-b", "/target");
        probe.Watch(target);
        _network.Cut("node-a", "node-b");
        _network.Kill("node-b");
        probe.ExpectNoMsg(TimeSpan.FromSeconds(10));
        _network.Heal("node-a", "node-b");
        probe.ExpectTerminated(target);
    }

    [Fact]
    public void Last_words_travel_before_the_news_of_the_end_also_over_a_slow_link()
    {
        _network.SetFaults("node-b", "node-a", new() { MinimumDelay = TimeSpan.FromMilliseconds(1), MaximumDelay = TimeSpan.FromMilliseconds(90) });
        var probe = _kit.CreateProbe("probe", _a);
        _b.Spawn(Lambda.Fragile(), "echo");
        var echo = _network.Resolve("node-b", "/echo");
        probe.Watch(echo);
        probe.Send(echo, "last words");
        probe.Send(echo, PoisonPill.Instance);
        probe.ExpectMsg("last words");
        probe.ExpectTerminated(echo);
    }
}
