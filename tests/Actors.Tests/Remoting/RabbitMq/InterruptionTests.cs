using Bss2.Actors.Remoting.RabbitMq;
using Bss2.Messages.Cluster;
using Bss2.Messages.Experiment;
using Bss2.TestKit.Broker.Xunit;

namespace Bss2.Actors.Tests.Remoting.RabbitMq;

[Collection(SharedBroker.Name)]
public sealed class InterruptionTests(BrokerFixture fixture)
{
    [BrokerFact]
    public async Task A_torn_connection_is_replaced_and_work_in_hand_goes_round_again()
    {
        var queue = new QueueSpec(TestNode.Unique("work"), QueueKind.Transient);
        await using var a = await TestNode.JoinAsync(fixture.Broker, "a");
        await using var b = await TestNode.JoinAsync(fixture.Broker, "b");
        await a.Network.SubscribeAsync("any", a.Listener.Ref);
        await b.Network.SubscribeAsync("any", b.Listener.Ref);
        var consumer = await b.Network.ConsumeAsync(queue, b.Listener.Ref, 1);
        (await a.Network.QueueAsync(queue)).Tell(new TrainingEnded("x"), a.Listener.Ref);
        var work = await b.Listener.NextAsync<WorkDelivered>();
        await fixture.Broker.ControlAsync("close_all_connections", "test");
        await a.Listener.NextAsync<NetworkLost>();
        await b.Listener.NextAsync<NetworkLost>();
        await a.Listener.FishAsync<NetworkRestored>();
        var again = await b.Listener.FishAsync<WorkDelivered>();
        Assert.True(again.Redelivered);
        Assert.NotEqual(work.Tag, again.Tag);
        consumer.Tell(new WorkDone(work.Tag, new TrainingEnded("late")), b.Listener.Ref);
        Assert.Equal(new TrainingEnded("late"), await a.Listener.NextAsync<TrainingEnded>());
        consumer.Tell(new WorkDone(again.Tag, new TrainingEnded("again")), b.Listener.Ref);
        Assert.Equal(new TrainingEnded("again"), await a.Listener.NextAsync<TrainingEnded>());
    }

    [BrokerFact]
    public async Task What_is_told_while_connections_are_torn_arrives_once_and_in_order()
    {
        var queue = new QueueSpec(TestNode.Unique("safe"), QueueKind.Persistent);
        await using var a = await TestNode.JoinAsync(fixture.Broker, "a");
        var there = await a.Network.QueueAsync(queue);
        var told = 0;
        // The stream flows while the connections are torn, so that some of it is unconfirmed then.
        for (var torn = fixture.Broker.ControlAsync("close_all_connections", "test"); !torn.IsCompletedSuccessfully; told++)
        {
            Assert.False(torn.IsFaulted);
            there.Tell(new BlockFailed(default, told, ""));
            await Until.True(() => told - a.Network.Counts.Sent < 1000, "the broker takes messages");
        }

        await using var b = await TestNode.JoinAsync(fixture.Broker, "b");
        var consumer = await b.Network.ConsumeAsync(queue, b.Listener.Ref, 100);
        for (var i = 0; i < told; i++)
        {
            var work = await b.Listener.NextAsync<WorkDelivered>();
            Assert.Equal(i, ((BlockFailed)work.Message).FirstSample);
            consumer.Tell(new WorkDone(work.Tag, null));
        }

        Assert.True(a.Network.Counts.Resent > 0);
    }

    [BrokerFact]
    public async Task A_deleted_work_queue_is_declared_anew_for_workers_and_for_messages()
    {
        var queue = new QueueSpec(TestNode.Unique("work"), QueueKind.Transient);
        await using var a = await TestNode.JoinAsync(fixture.Broker, "a");
        await using var raw = await RawBroker.ConnectAsync(fixture.Broker);
        var there = await a.Network.QueueAsync(queue);
        await raw.Channel.QueueDeleteAsync(queue.Name, ifUnused: false, ifEmpty: false);
        there.Tell(new TrainingEnded("first"));
        await a.Network.ConsumeAsync(queue, a.Listener.Ref, 5);
        Assert.Equal(new TrainingEnded("first"), (await a.Listener.NextAsync<WorkDelivered>()).Message);
        await raw.Channel.QueueDeleteAsync(queue.Name, ifUnused: false, ifEmpty: false);
        there.Tell(new TrainingEnded("second"));
        Assert.Equal(new TrainingEnded("second"), (await a.Listener.NextAsync<WorkDelivered>()).Message);
    }

    [BrokerFact]
    public async Task A_broker_that_restarts_is_waited_for_and_everything_is_in_place_again()
    {
        var work = new QueueSpec(TestNode.Unique("work"), QueueKind.Transient);
        var jobs = new QueueSpec(TestNode.Unique("jobs"), QueueKind.Persistent);
        var topic = TestNode.Unique("topic");
        await using var a = await TestNode.JoinAsync(fixture.Broker, "a");
        await using var b = await TestNode.JoinAsync(fixture.Broker, "b");
        await using var impatient = await TestNode.JoinAsync(TestNode.Options(fixture.Broker) with { Patience = TimeSpan.FromSeconds(1) }, TestNode.Unique("impatient"));
        await a.Network.SubscribeAsync(topic, a.Listener.Ref);
        await b.Network.SubscribeAsync(topic, b.Listener.Ref);
        await impatient.Network.SubscribeAsync(topic, impatient.Listener.Ref);
        await b.Network.ConsumeAsync(work, b.Listener.Ref, 5);
        a.Listener.Watch(b.SeenFrom(a));
        await a.Network.PublishAsync(jobs, new TrainingEnded("job"));
        await fixture.Broker.StopAsync();
        await a.Listener.NextAsync<NetworkLost>();
        b.SeenFrom(a).Tell(new TrainingEnded("meanwhile"), a.Listener.Ref);
        Assert.Contains("1 s", (await impatient.Listener.FishAsync<NetworkAbandoned>()).Reason, StringComparison.Ordinal);
        var fault = await Assert.ThrowsAsync<BrokerException>(() => impatient.Network.PublishAsync(jobs, new TrainingEnded("job2")));
        Assert.Equal(BrokerFault.Unreachable, fault.Fault);
        await fixture.Broker.StartAgainAsync();
        await a.Listener.NextAsync<NetworkRestored>();
        await b.Listener.FishAsync<NetworkRestored>();
        a.Network.Topic(topic).Tell(new TrainingEnded("news"));
        await b.Listener.FishAsync<TrainingEnded>();
        (await a.Network.QueueAsync(work)).Tell(new TrainingEnded("work"), a.Listener.Ref);
        await b.Listener.FishAsync<WorkDelivered>();
        Assert.Equal([new TrainingEnded("job")], await a.Network.BrowseAsync(jobs.Name, 10));
        Assert.True(a.Listener.IsEmpty);
    }

    [BrokerFact]
    public async Task A_quorum_queue_that_the_broker_lost_with_its_first_messages_is_replaced_and_refilled()
    {
        await using var a = await TestNode.JoinAsync(fixture.Broker, "a");
        await a.Network.SubscribeAsync("any", a.Listener.Ref);
        var queues = Enumerable.Range(0, 5).Select(i => new QueueSpec(TestNode.Unique("young"), QueueKind.Persistent)).ToList();
        foreach (var queue in queues)
            await a.Network.PublishAsync(queue, new TrainingEnded("precious"));
        await fixture.Broker.KillAsync();
        await fixture.Broker.StartAgainAsync();
        await a.Listener.FishAsync<NetworkRestored>();
        foreach (var queue in queues)
        {
            await a.Network.ConsumeAsync(queue, a.Listener.Ref, 5);
            Assert.Equal(new TrainingEnded("precious"), (await a.Listener.FishAsync<WorkDelivered>()).Message);
        }
    }
}
