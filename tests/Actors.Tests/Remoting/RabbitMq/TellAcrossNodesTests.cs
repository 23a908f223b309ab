using Bss2.Actors.Remoting.RabbitMq;
using Bss2.Actors.Runtime;
using Bss2.Messages.Cluster;
using Bss2.Messages.Experiment;
using Bss2.TestKit.Broker.Xunit;

namespace Bss2.Actors.Tests.Remoting.RabbitMq;

[Collection(SharedBroker.Name)]
public sealed class TellAcrossNodesTests(BrokerFixture fixture)
{
    [BrokerFact]
    public async Task An_actor_answers_across_nodes_and_both_sides_know_each_other_by_one_address()
    {
        await using var a = await TestNode.JoinAsync(fixture.Broker, "a");
        await using var b = await TestNode.JoinAsync(fixture.Broker, "b");
        b.System.Spawn(Lambda.Fragile(), "echo");
        var echo = b.SeenFrom(a, "/echo");
        echo.Tell(new TrainingEnded("over-there"), a.Listener.Ref);
        Assert.Equal(new TrainingEnded("over-there"), await a.Listener.NextAsync<TrainingEnded>());
        Assert.Same(echo, a.Listener.LastSender);
        Assert.Equal(b.Name, RabbitMqNetwork.NodeOf(echo));
        Assert.Equal(b.Name + "/echo", echo.ToString());
        Assert.Null(RabbitMqNetwork.NodeOf(a.Listener.Ref));
        Assert.Same(a.Listener.Ref, a.Network.Resolve(a.Name, "/listener"));
    }

    [BrokerFact]
    public async Task Ask_works_across_nodes_and_its_address_is_forgotten_afterwards()
    {
        await using var a = await TestNode.JoinAsync(fixture.Broker, "a");
        await using var b = await TestNode.JoinAsync(fixture.Broker, "b");
        b.System.Spawn(Lambda.Props((me, message) =>
        {
            me.From.Tell(message, me.Me);
            me.From.Tell(message, me.Me);
        }), "twice");
        var answer = await b.SeenFrom(a, "/twice").Ask<TrainingEnded>(new TrainingEnded("what"), TimeSpan.FromSeconds(30));
        Assert.Equal("what", answer.Training);
        await Until.True(() => a.System.DeadLetterCount == 1, "the second answer is a dead letter");
    }

    [BrokerFact]
    public async Task Messages_of_one_sender_keep_their_order()
    {
        const int Count = 5000;
        await using var a = await TestNode.JoinAsync(fixture.Broker, "a");
        await using var b = await TestNode.JoinAsync(fixture.Broker, "b");
        var there = b.SeenFrom(a);
        for (var i = 0; i < Count; i++)
            there.Tell(new BlockFailed(default, i, ""));
        for (var i = 0; i < Count; i++)
            Assert.Equal(i, (await b.Listener.NextAsync<BlockFailed>()).FirstSample);
        Assert.Equal(Count, a.Network.Counts.Sent);
        Assert.Equal(Count, b.Network.Counts.Received);
    }

    [BrokerFact]
    public async Task Unknown_nodes_and_unknown_paths_are_told_apart_in_the_dead_letters()
    {
        await using var a = await TestNode.JoinAsync(fixture.Broker, "a");
        await using var b = await TestNode.JoinAsync(fixture.Broker, "b");
        var nowhere = a.Network.Resolve(TestNode.Unique("nowhere"), "/echo");
        nowhere.Tell(new TrainingEnded("1"), a.Listener.Ref);
        await Until.True(() => !a.DeadLetters.IsEmpty, "the message came back");
        Assert.Equal(new DeadLetter(new TrainingEnded("1"), a.Listener.Ref, nowhere, DeadLetterReason.Unreachable), Assert.Single(a.DeadLetters));
        Assert.Equal(1, a.Network.Counts.Unreachable);
        b.SeenFrom(a, "/nobody").Tell(new TrainingEnded("2"), a.Listener.Ref);
        await Until.True(() => !b.DeadLetters.IsEmpty, "nobody took the message");
        Assert.Equal(DeadLetterReason.NobodyThere, Assert.Single(b.DeadLetters).Reason);
    }

    [BrokerFact]
    public async Task A_topic_reaches_all_its_subscribers_on_all_other_nodes_and_not_the_own()
    {
        await using var a = await TestNode.JoinAsync(fixture.Broker, "a");
        await using var b = await TestNode.JoinAsync(fixture.Broker, "b");
        await using var c = await TestNode.JoinAsync(fixture.Broker, "c");
        var topic = TestNode.Unique("news");
        var second = new Listener(b.System, "second");
        await a.Network.SubscribeAsync(topic, a.Listener.Ref);
        await b.Network.SubscribeAsync(topic, b.Listener.Ref);
        await b.Network.SubscribeAsync(topic, second.Ref);
        await c.Network.SubscribeAsync(topic, c.Listener.Ref);
        a.Network.Topic(topic).Tell(new TrainingEnded("all"), a.Listener.Ref);
        foreach (var listener in new[] { b.Listener, second, c.Listener })
        {
            await listener.NextAsync<TrainingEnded>();
            Assert.Equal(a.Name + "/listener", listener.LastSender.ToString());
        }

        b.Network.Topic(topic).Tell(new TrainingEnded("others"), b.Listener.Ref);
        Assert.Equal("others", (await a.Listener.NextAsync<TrainingEnded>()).Training);
        Assert.True(b.Listener.IsEmpty);
    }

    [BrokerFact]
    public async Task What_cannot_travel_is_refused_where_it_is_told()
    {
        await using var a = await TestNode.JoinAsync(TestNode.Options(fixture.Broker) with { MaximumMessageBytes = 1000 }, TestNode.Unique("a"));
        var somewhere = a.Network.Resolve("somewhere", "/else");
        Assert.Contains("String", Assert.Throws<ArgumentException>(() => somewhere.Tell("no record of the catalogue")).Message, StringComparison.Ordinal);
        Assert.Contains("at most 1000", Assert.Throws<ArgumentException>(() => somewhere.Tell(new TrainingEnded(new('x', 2000)))).Message, StringComparison.Ordinal);
    }
}
