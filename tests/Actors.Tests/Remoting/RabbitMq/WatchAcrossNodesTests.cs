using Bss2.Actors.Runtime;
using Bss2.TestKit.Broker.Xunit;

namespace Bss2.Actors.Tests.Remoting.RabbitMq;

[Collection(SharedBroker.Name)]
public sealed class WatchAcrossNodesTests(BrokerFixture fixture)
{
    [BrokerFact]
    public async Task The_end_of_an_actor_reaches_its_watcher_on_another_node_after_its_last_words()
    {
        await using var a = await TestNode.JoinAsync(fixture.Broker, "a");
        await using var b = await TestNode.JoinAsync(fixture.Broker, "b");
        var target = b.SeenFrom(a);
        a.Listener.Watch(target);
        await using (var c = await TestNode.JoinAsync(fixture.Broker, "c"))
        {
            // Somebody who is not there, on a node that is.
            var nobody = c.SeenFrom(a, "/nobody");
            a.Listener.Watch(nobody);
            Assert.Same(nobody, (await a.Listener.NextAsync<Terminated>()).Actor);
        }

        b.Listener.Ref.Tell(PoisonPill.Instance);
        Assert.Same(target, (await a.Listener.NextAsync<Terminated>()).Actor);
    }

    [BrokerFact]
    public async Task A_node_that_leaves_is_lost_to_the_watchers_of_its_actors_and_only_to_them()
    {
        await using var a = await TestNode.JoinAsync(fixture.Broker, "a");
        await using var b = await TestNode.JoinAsync(fixture.Broker, "b");
        await using var c = await TestNode.JoinAsync(fixture.Broker, "c");
        var lost = b.SeenFrom(a);
        a.Listener.Watch(lost);
        a.Listener.Watch(c.SeenFrom(a));
        await b.Network.DisposeAsync();
        Assert.Same(lost, (await a.Listener.NextAsync<Terminated>()).Actor);
        Assert.True(a.Listener.IsEmpty);
    }

    [BrokerFact]
    public async Task A_node_that_was_never_there_is_lost_at_once()
    {
        await using var a = await TestNode.JoinAsync(fixture.Broker, "a");
        var nowhere = a.Network.Resolve(TestNode.Unique("nowhere"), "/actor");
        a.Listener.Watch(nowhere);
        Assert.Same(nowhere, (await a.Listener.NextAsync<Terminated>()).Actor);
    }

    [BrokerFact]
    public async Task A_node_that_came_back_under_its_name_has_other_actors()
    {
        await using var a = await TestNode.JoinAsync(fixture.Broker, "a");
        var b = await TestNode.JoinAsync(fixture.Broker, "b");
        var target = b.SeenFrom(a);
        a.Listener.Watch(target);
        // The first life is known once it has spoken.
        await Until.True(() => a.Network.Counts.Received + b.Network.Counts.Sent > 1, "the watch was placed");
        await b.DisposeAsync();
        await using var again = await TestNode.JoinAsync(TestNode.Options(fixture.Broker), b.Name);
        Assert.Same(target, (await a.Listener.NextAsync<Terminated>()).Actor);
    }
}
