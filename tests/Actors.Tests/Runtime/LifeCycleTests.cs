using Bss2.Actors.Runtime;
using Bss2.TestKit;

namespace Bss2.Actors.Tests.Runtime;

public sealed class LifeCycleTests
{
    [Fact]
    public void Children_stop_before_their_parents_for_any_seed()
    {
        for (var seed = 0UL; seed < 30; seed++)
        {
            var log = new List<string>();
            var kit = new ActorTestKit(seed);
            kit.System.Spawn(Family(log, depth: 3), "a");
            kit.System.Spawn(Family(log, depth: 2), "b");
            kit.RunUntilIdle();
            Assert.True(kit.System.TerminateAsync().IsCompletedSuccessfully);
            var stops = log.Where(line => line.StartsWith("stop", StringComparison.Ordinal)).Select(line => line[5..]).ToList();
            Assert.Equal(22, stops.Count);
            Assert.Equal(22, stops.Distinct().Count());
            Assert.All(stops, path => Assert.All(
                stops.Where(other => other.StartsWith(path + "/", StringComparison.Ordinal)),
                child => Assert.True(stops.IndexOf(child) < stops.IndexOf(path), $"{child} stopped after {path}, seed {seed}")));
            Assert.Throws<InvalidOperationException>(() => kit.System.Spawn(Lambda.Fragile(), "late"));
        }
    }

    [Fact]
    public void Names_are_unique_among_siblings_only_and_free_again_after_the_end()
    {
        var kit = new ActorTestKit();
        var probe = kit.CreateProbe();
        var first = kit.System.Spawn(Lambda.Fragile(), "twin");
        var failure = Assert.Throws<ArgumentException>(() => kit.System.Spawn(Lambda.Fragile(), "twin"));
        Assert.Contains("has a child 'twin' already", failure.Message, StringComparison.Ordinal);
        kit.System.Spawn(Lambda.Props((me, message) => me.Here.Spawn(Lambda.Fragile(), (string)message)), "parent").Tell("twin");
        kit.RunUntilIdle();
        Assert.Equal("/parent/twin", kit.System.Find("/parent/twin")?.Path);
        probe.Watch(first);
        first.Tell(PoisonPill.Instance);
        probe.ExpectTerminated(first);
        Assert.NotSame(first, kit.System.Spawn(Lambda.Fragile(), "twin"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    public void A_name_is_not_blank_and_holds_no_slash(string name) =>
        Assert.Contains("cannot name a child of /", Assert.Throws<ArgumentException>(() => new ActorTestKit().System.Spawn(Lambda.Fragile(), name)).Message, StringComparison.Ordinal);

    [Fact]
    public void Context_knows_parent_children_and_self()
    {
        var kit = new ActorTestKit();
        var probe = kit.CreateProbe();
        var parent = kit.System.Spawn(
            Lambda.Props((me, message) =>
            {
                if (message is string name)
                    me.Here.Spawn(Lambda.Props((child, _) => probe.Ref.Tell(child.Here.Parent)), name).Tell("whose?");
                else
                    probe.Ref.Tell(me.Here.Children.Select(child => child.Path).Order(StringComparer.Ordinal).ToArray());
            }),
            "parent");
        parent.Tell("x");
        parent.Tell("y");
        Assert.Same(parent, probe.ExpectMsg<ActorRef>());
        Assert.Same(parent, probe.ExpectMsg<ActorRef>());
        parent.Tell(1);
        Assert.Equal(["/parent/x", "/parent/y"], probe.ExpectMsg<string[]>());
    }

    [Fact]
    public void A_parent_can_stop_one_child_and_an_actor_itself_after_the_message_in_hand()
    {
        var log = new List<string>();
        var kit = new ActorTestKit();
        var parent = kit.System.Spawn(Family(log, depth: 1), "p");
        kit.RunUntilIdle();
        parent.Tell((Action<ActorContext>)(context => context.Stop(context.Children[0])));
        kit.RunUntilIdle();
        Assert.Equal(["stop /p/0"], log.Where(line => line.StartsWith("stop", StringComparison.Ordinal)));
        parent.Tell((Action<ActorContext>)(context =>
        {
            context.Stop(context.Self);
            log.Add("still here");
        }));
        kit.RunUntilIdle();
        Assert.Equal(["still here", "stop /p/1", "stop /p"], log.TakeLast(3));
    }

    [Fact]
    public void Children_and_watches_belong_to_the_turn()
    {
        var kit = new ActorTestKit();
        ActorContext? leaked = null;
        kit.System.Spawn(Lambda.Props((me, _) => leaked = me.Here), "leaky").Tell(1);
        kit.RunUntilIdle();
        Exception? seen = null;
        var thread = new Thread(() => seen = Record.Exception(() => leaked!.Spawn(Lambda.Fragile(), "child")));
        thread.Start();
        thread.Join();
        Assert.Contains("Context.Spawn of /leaky was called outside its turn", Assert.IsType<InvalidOperationException>(seen).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Termination_completes_on_the_thread_pool_with_a_thousand_actors()
    {
        var log = new System.Collections.Concurrent.ConcurrentBag<string>();
        var system = ActorSystem.Create("pool");
        for (var i = 0; i < 100; i++)
            system.Spawn(Family(new LockedLog(log), depth: 3), "family-" + i);
        await system.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(log.Count(line => line.StartsWith("start", StringComparison.Ordinal)), log.Count(line => line.StartsWith("stop", StringComparison.Ordinal)));
        Assert.True(system.WhenTerminated.IsCompletedSuccessfully);
    }

    /// <summary>Two children at each level, made at the start; runs actions that it gets.</summary>
    private static Props Family(ICollection<string> log, int depth) => Props.Create(() => new Parent(log, depth));

    private sealed class LockedLog(System.Collections.Concurrent.ConcurrentBag<string> bag) : System.Collections.ObjectModel.Collection<string>
    {
        protected override void InsertItem(int index, string item) => bag.Add(item);
    }

    private sealed class Parent(ICollection<string> log, int depth) : Actor
    {
        protected override void Receive(object message) => ((Action<ActorContext>)message)(Context);

        protected override void PreStart()
        {
            log.Add("start " + Self.Path);
            for (var i = 0; i < 2 && depth > 0; i++)
                Context.Spawn(Family(log, depth - 1), i.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        protected override void PostStop() => log.Add("stop " + Self.Path);
    }
}
