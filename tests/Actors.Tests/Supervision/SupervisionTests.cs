using Bss2.Actors.Runtime;
using Bss2.Actors.Supervision;
using Bss2.TestKit;

namespace Bss2.Actors.Tests.Supervision;

public sealed class SupervisionTests
{
    private static readonly InvalidDataException Broken = new("broken");

    [Fact]
    public void Resume_keeps_the_instance_and_goes_on_with_the_next_message()
    {
        var (kit, probe, counter) = Counter(Directive.Resume);
        probe.Send(counter, "count");
        probe.Send(counter, Broken);
        probe.Send(counter, "count");
        probe.ExpectMsg(1);
        probe.ExpectMsg(2);
        Assert.Equal(new ActorFailed(counter, Broken, Broken, Directive.Resume), Assert.Single(kit.Failures));
    }

    [Fact]
    public void Restart_makes_a_fresh_instance_with_the_same_address_and_mailbox()
    {
        var (kit, probe, counter) = Counter(Directive.Restart);
        probe.Watch(counter);
        probe.Send(counter, "count");
        probe.Send(counter, "count");
        probe.Send(counter, Broken);
        probe.Send(counter, "count");
        probe.ExpectMsg(1);
        probe.ExpectMsg(2);
        probe.ExpectMsg(1);
        probe.ExpectNoMsg();
        Assert.Same(counter, kit.System.Find("/counter"));
        Assert.Equal(0, kit.System.DeadLetterCount);
    }

    [Fact]
    public void Restart_runs_its_hooks_in_order_and_stops_the_children_first()
    {
        var log = new List<string>();
        var kit = new ActorTestKit();
        var parent = kit.System.Spawn(
            Lambda.Props((me, message) =>
            {
                if (message is Exception cause)
                    throw cause;
                me.Here.Spawn(Lambda.Fragile(log), "child");
            },
            log),
            "parent");
        parent.Tell("spawn");
        parent.Tell(Broken);
        parent.Tell("spawn");
        kit.RunUntilIdle();
        Assert.Equal(
            ["start /parent", "start /parent/child", "before restart broken", "stop /parent", "stop /parent/child", "after restart broken", "start /parent", "start /parent/child"],
            log);
        Assert.Single(kit.Failures);
    }

    [Fact]
    public void Stop_ends_the_child_and_its_waiting_messages_are_dead_letters()
    {
        var (kit, probe, counter) = Counter(Directive.Stop);
        probe.Watch(counter);
        probe.Send(counter, Broken);
        probe.Send(counter, "count");
        probe.ExpectTerminated(counter);
        Assert.Equal("count", Assert.Single(kit.DeadLetters).Message);
    }

    [Fact]
    public void Escalate_fails_the_parent_which_its_own_supervisor_restarts()
    {
        var log = new List<string>();
        var kit = new ActorTestKit();
        var strategy = new OneForOneStrategy(3, TimeSpan.FromSeconds(1), _ => Directive.Escalate);
        var parent = kit.System.Spawn(Props.Create(() => new ParentOfOne(log)).WithStrategy(strategy), "parent");
        kit.RunUntilIdle();
        kit.System.Find("/parent/child")!.Tell(Broken);
        kit.RunUntilIdle();
        Assert.Equal([("/parent/child", Directive.Escalate), ("/parent", Directive.Restart)], kit.Failures.Select(f => (f.Actor.Path, f.Directive)));
        Assert.All(kit.Failures, failure => Assert.Same(Broken, failure.Cause));
        Assert.Equal(["parent", "start /parent/child", "stop /parent/child", "parent", "start /parent/child"], log);
        Assert.Same(parent, kit.System.Find("/parent"));
    }

    [Fact]
    public void A_parent_that_is_resumed_resumes_the_child_that_escalated()
    {
        var kit = new ActorTestKit(1, new() { TopLevelStrategy = new(0, TimeSpan.FromSeconds(1), _ => Directive.Resume) });
        var probe = kit.CreateProbe();
        var strategy = new OneForOneStrategy(0, TimeSpan.FromSeconds(1), _ => Directive.Escalate);
        kit.System.Spawn(Props.Create(() => new ParentOfOne([])).WithStrategy(strategy), "parent");
        kit.RunUntilIdle();
        var child = kit.System.Find("/parent/child")!;
        child.Tell(Broken);
        probe.Send(child, "still there?");
        probe.ExpectMsg("still there?");
        Assert.Equal([Directive.Escalate, Directive.Resume], kit.Failures.Select(f => f.Directive));
    }

    [Fact]
    public void Siblings_go_on_while_one_child_is_restarted()
    {
        var kit = new ActorTestKit();
        var probe = kit.CreateProbe();
        var (fragile, sibling) = (kit.System.Spawn(Lambda.Fragile(), "fragile"), kit.System.Spawn(Lambda.Fragile(), "sibling"));
        fragile.Tell(Broken);
        probe.Send(sibling, "well?");
        probe.ExpectMsg("well?");
        Assert.Same(fragile, Assert.Single(kit.Failures).Actor);
    }

    [Fact]
    public void One_restart_too_many_within_the_window_stops_the_child()
    {
        var kit = new ActorTestKit(1, new() { TopLevelStrategy = new(2, TimeSpan.FromSeconds(10)) });
        var probe = kit.CreateProbe();
        var fragile = kit.System.Spawn(Lambda.Fragile(), "fragile");
        probe.Watch(fragile);
        for (var i = 0; i < 3; i++)
        {
            probe.ExpectNoMsg(TimeSpan.FromSeconds(1));
            fragile.Tell(Broken);
        }

        probe.ExpectTerminated(fragile);
        Assert.Equal([Directive.Restart, Directive.Restart, Directive.Stop], kit.Failures.Select(f => f.Directive));
    }

    [Fact]
    public void Restarts_further_apart_than_the_window_go_on_for_ever()
    {
        var kit = new ActorTestKit(1, new() { TopLevelStrategy = new(2, TimeSpan.FromSeconds(10)) });
        var fragile = kit.System.Spawn(Lambda.Fragile(), "fragile");
        for (var i = 0; i < 20; i++)
        {
            kit.Advance(TimeSpan.FromSeconds(6));
            fragile.Tell(Broken);
        }

        kit.RunUntilIdle();
        Assert.Equal(20, kit.Failures.Count(f => f.Directive == Directive.Restart));
    }

    [Fact]
    public void What_cannot_start_is_stopped_and_the_cause_is_kept()
    {
        var kit = new ActorTestKit();
        var probe = kit.CreateProbe();
        var stillborn = kit.System.Spawn(Props.Create(() => throw Broken), "stillborn");
        probe.Watch(stillborn);
        probe.ExpectTerminated(stillborn);
        var failure = Assert.Single(kit.Failures);
        Assert.Equal(Directive.Stop, failure.Directive);
        Assert.Same(Broken, Assert.IsType<ActorInitializationException>(failure.Cause).InnerException);
    }

    [Fact]
    public void A_strategy_that_throws_stops_the_child_and_fails_the_parent()
    {
        var kit = new ActorTestKit(1, new() { TopLevelStrategy = new(0, TimeSpan.FromSeconds(1), _ => Directive.Stop) });
        var probe = kit.CreateProbe();
        var strategy = new OneForOneStrategy(0, TimeSpan.FromSeconds(1), _ => throw new NotSupportedException("undecided"));
        var parent = kit.System.Spawn(Props.Create(() => new ParentOfOne([])).WithStrategy(strategy), "parent");
        probe.Watch(parent);
        kit.System.Find("/parent/child")?.Tell(Broken);
        kit.RunUntilIdle();
        kit.System.Find("/parent/child")?.Tell(Broken);
        probe.ExpectTerminated(parent);
        Assert.Equal([typeof(InvalidDataException), typeof(NotSupportedException)], kit.Failures.Select(f => f.Cause.GetType()));
    }

    [Fact]
    public void A_hook_that_throws_is_reported_and_the_actor_ends_all_the_same()
    {
        var kit = new ActorTestKit();
        var probe = kit.CreateProbe();
        var target = kit.System.Spawn(Props.Create(() => new BadEnd()), "bad-end");
        probe.Watch(target);
        target.Tell(PoisonPill.Instance);
        probe.ExpectTerminated(target);
        Assert.Equal("no end", Assert.Single(kit.Failures).Cause.Message);
    }

    [Fact]
    public void Limits_that_make_no_sense_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new OneForOneStrategy(-1, TimeSpan.FromSeconds(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new OneForOneStrategy(1, TimeSpan.Zero));
    }

    private static (ActorTestKit Kit, TestProbe Probe, ActorRef Counter) Counter(Directive directive)
    {
        var kit = new ActorTestKit(1, new() { TopLevelStrategy = new(10, TimeSpan.FromSeconds(1), _ => directive) });
        return (kit, kit.CreateProbe(), kit.System.Spawn(Props.Create(() => new CountingActor()), "counter"));
    }

    private sealed class CountingActor : Actor
    {
        private int _count;

        protected override void Receive(object message)
        {
            if (message is Exception cause)
                throw cause;
            Sender.Tell(++_count, Self);
        }
    }

    private sealed class ParentOfOne(List<string> log) : Actor
    {
        protected override void PreStart()
        {
            log.Add("parent");
            Context.Spawn(Lambda.Fragile(log), "child");
        }

        protected override void Receive(object message) => Unhandled(message);
    }

    private sealed class BadEnd : Actor
    {
        protected override void Receive(object message) => Unhandled(message);

        protected override void PostStop() => throw new InvalidDataException("no end");
    }
}
