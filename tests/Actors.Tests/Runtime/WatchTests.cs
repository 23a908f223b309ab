using Bss2.Actors.Runtime;
using Bss2.TestKit;

namespace Bss2.Actors.Tests.Runtime;

public sealed class WatchTests
{
    [Fact]
    public void The_end_of_a_watched_actor_is_told_once_to_each_watcher()
    {
        var kit = new ActorTestKit();
        var (first, second, other) = (kit.CreateProbe(), kit.CreateProbe(), kit.CreateProbe());
        var target = kit.System.Spawn(Lambda.Fragile(), "target");
        first.Watch(target);
        first.Watch(target);
        second.Watch(target);
        target.Tell(PoisonPill.Instance);
        first.ExpectTerminated(target);
        second.ExpectTerminated(target);
        foreach (var probe in new[] { first, second, other })
            probe.ExpectNoMsg(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void Watching_the_dead_tells_of_their_end_at_once()
    {
        var kit = new ActorTestKit();
        var probe = kit.CreateProbe();
        var target = kit.System.Spawn(Lambda.Fragile(), "target");
        target.Tell(PoisonPill.Instance);
        kit.RunUntilIdle();
        probe.Watch(target);
        probe.ExpectTerminated(target);
        probe.Watch(kit.System.DeadLetters);
        probe.ExpectTerminated(kit.System.DeadLetters);
    }

    [Fact]
    public void After_unwatch_no_end_is_told_even_if_the_notice_was_under_way()
    {
        var kit = new ActorTestKit();
        var probe = kit.CreateProbe();
        var target = kit.System.Spawn(Lambda.Fragile(), "target");
        probe.Watch(target);
        probe.Unwatch(target);
        target.Tell(PoisonPill.Instance);
        probe.ExpectNoMsg(TimeSpan.FromSeconds(1));

        var late = kit.System.Spawn(Lambda.Fragile(), "late");
        var told = 0;
        var watcher = kit.System.Spawn(
            Lambda.Props((me, message) =>
            {
                told += message is Terminated ? 1 : 0;
                if (message is "watch")
                    me.Here.Watch(late);
                if (message is "unwatch")
                    me.Here.Unwatch(late);
            }),
            "watcher");
        watcher.Tell("watch");
        kit.RunUntilIdle();
        late.Tell(PoisonPill.Instance);
        watcher.Tell("unwatch");
        kit.RunUntilIdle();
        Assert.Equal(0, told);
    }

    [Fact]
    public void Last_words_are_read_before_the_news_of_the_end_for_any_seed()
    {
        for (var seed = 0UL; seed < 50; seed++)
        {
            var kit = new ActorTestKit(seed);
            var probe = kit.CreateProbe();
            var target = kit.System.Spawn(
                Lambda.Props((me, _) =>
                {
                    probe.Ref.Tell("last words");
                    me.Here.Stop(me.Me);
                }),
                "target");
            probe.Watch(target);
            target.Tell("go");
            probe.ExpectMsg("last words");
            probe.ExpectTerminated(target);
        }
    }

    [Fact]
    public void A_parent_that_reads_terminated_may_use_the_name_again()
    {
        var kit = new ActorTestKit();
        var probe = kit.CreateProbe();
        var parent = kit.System.Spawn(
            Lambda.Props((me, message) =>
            {
                if (message is Terminated)
                    probe.Ref.Tell(me.Here.Children.Count);
                var child = me.Here.Spawn(Lambda.Fragile(), "child");
                if (message is Terminated)
                    return;
                me.Here.Watch(child);
                me.Here.Stop(child);
            }),
            "parent");
        parent.Tell("go");
        probe.ExpectMsg(0);
        Assert.Empty(kit.Failures);
        Assert.Equal("/parent/child", kit.System.Find("/parent/child")?.Path);
    }

    [Fact]
    public void A_terminated_that_another_actor_forwards_is_an_ordinary_message()
    {
        var kit = new ActorTestKit();
        var probe = kit.CreateProbe();
        probe.Ref.Tell(new Terminated(kit.System.DeadLetters));
        probe.ExpectTerminated(kit.System.DeadLetters);
    }
}
