using Bss2.Actors.Remoting.RabbitMq;
using Bss2.Actors.Runtime;
using Bss2.Messages.Cluster;
using Bss2.Messages.Experiment;
using Bss2.TestKit.Broker.Xunit;

namespace Bss2.Actors.Tests.Remoting.RabbitMq;

[Collection(SharedBroker.Name)]
public sealed class WorkQueueTests(BrokerFixture fixture)
{
    private readonly QueueSpec _queue = new(TestNode.Unique("work"), QueueKind.Transient);

    [BrokerFact]
    public async Task Work_goes_to_one_of_two_workers_each_and_every_answer_comes_back_once()
    {
        const int Count = 200;
        await using var asker = await TestNode.JoinAsync(fixture.Broker, "asker");
        await using var b = await TestNode.JoinAsync(fixture.Broker, "b");
        await using var c = await TestNode.JoinAsync(fixture.Broker, "c");
        foreach (var node in new[] { b, c })
        {
            var worker = node.System.Spawn(Lambda.Props((me, message) =>
            {
                var work = (WorkDelivered)message;
                me.From.Tell(new WorkDone(work.Tag, new TrainingEnded(((BlockFailed)work.Message).FirstSample + "." + node.Name), me.Me));
            }), "worker");
            await node.Network.ConsumeAsync(_queue, worker, 2);
        }

        var queue = await asker.Network.QueueAsync(_queue);
        for (var i = 0; i < Count; i++)
            queue.Tell(new BlockFailed(default, i, ""), asker.Listener.Ref);
        var answers = new List<string>();
        for (var i = 0; i < Count; i++)
        {
            answers.Add((await asker.Listener.NextAsync<TrainingEnded>()).Training);
            Assert.Equal("/worker", asker.Listener.LastSender.Path);
        }

        Assert.Equal(Count, answers.Select(answer => answer.Split('.')[0]).Distinct().Count());
        Assert.Equal(2, answers.Select(answer => answer.Split('.')[1]).Distinct().Count());
        Assert.Equal(new QueueState(_queue.Name, 0, 2), await asker.Network.InspectAsync(_queue.Name));
    }

    [BrokerFact]
    public async Task Work_given_back_goes_to_another_worker_and_says_so()
    {
        await using var asker = await TestNode.JoinAsync(fixture.Broker, "asker");
        await using var b = await TestNode.JoinAsync(fixture.Broker, "b");
        var first = await b.Network.ConsumeAsync(_queue, b.Listener.Ref, 1);
        await asker.Network.PublishAsync(_queue, new TrainingEnded("x"));
        var work = await b.Listener.NextAsync<WorkDelivered>();
        Assert.False(work.Redelivered);
        Assert.Same(first, b.Listener.LastSender);
        Assert.Same(b.System.DeadLetters, work.ReplyTo);
        Assert.InRange(work.QueueWait, TimeSpan.Zero, TimeSpan.FromSeconds(30));
        first.Tell(new StopConsuming(), b.Listener.Ref);
        await b.Listener.NextAsync<ConsumingStopped>();
        first.Tell(new WorkReturned(work.Tag), b.Listener.Ref);
        await using var c = await TestNode.JoinAsync(fixture.Broker, "c");
        var second = await c.Network.ConsumeAsync(_queue, c.Listener.Ref, 1);
        var again = await c.Listener.NextAsync<WorkDelivered>();
        Assert.True(again.Redelivered);
        Assert.Equal(work.Message, again.Message);
        second.Tell(new WorkDone(again.Tag, null), c.Listener.Ref);
        first.Tell(new WorkDone(work.Tag, null), b.Listener.Ref);
        await Until.True(() => b.System.DeadLetterCount == 1, "a second word on the same work is a dead letter");
        await c.Network.DisposeAsync();
        Assert.Equal(new QueueState(_queue.Name, 0, 0), await asker.Network.InspectAsync(_queue.Name));
    }

    [BrokerFact]
    public async Task Refused_work_lies_where_the_operator_finds_it()
    {
        await using var a = await TestNode.JoinAsync(fixture.Broker, "a");
        var consumer = await a.Network.ConsumeAsync(_queue, a.Listener.Ref, 1);
        await a.Network.PublishAsync(_queue, new TrainingEnded("impossible"));
        var work = await a.Listener.NextAsync<WorkDelivered>();
        await using var raw = await RawBroker.ConnectAsync(fixture.Broker);
        await raw.PurgeAsync("bss2.foreign");
        consumer.Tell(new WorkRefused(work.Tag, "nobody can"), a.Listener.Ref);
        var (body, reason) = await raw.NextAsync("bss2.foreign");
        Assert.Equal("nobody can", reason);
        Assert.Equal(Messages.Wire.WireCatalogue.Encode(new TrainingEnded("impossible")), body);
    }

    [BrokerFact]
    public async Task Work_of_a_worker_that_ends_goes_to_another()
    {
        await using var a = await TestNode.JoinAsync(fixture.Broker, "a");
        var mortal = new Listener(a.System, "mortal");
        await a.Network.ConsumeAsync(_queue, mortal.Ref, 1);
        await a.Network.PublishAsync(_queue, new TrainingEnded("x"));
        await mortal.NextAsync<WorkDelivered>();
        mortal.Ref.Tell(PoisonPill.Instance);
        await a.Network.ConsumeAsync(_queue, a.Listener.Ref, 1);
        Assert.True((await a.Listener.NextAsync<WorkDelivered>()).Redelivered);
    }

    [BrokerFact]
    public async Task Waiting_messages_can_be_looked_at_and_stay_where_they_are()
    {
        await using var a = await TestNode.JoinAsync(fixture.Broker, "a");
        Assert.Null(await a.Network.InspectAsync(_queue.Name));
        Assert.Empty(await a.Network.BrowseAsync(_queue.Name, 10));
        for (var i = 0; i < 3; i++)
            await a.Network.PublishAsync(_queue, new TrainingEnded($"{i}"));
        Assert.Equal([new TrainingEnded("0"), new TrainingEnded("1")], await a.Network.BrowseAsync(_queue.Name, 2));
        Assert.Equal(3, (await a.Network.BrowseAsync(_queue.Name, 10)).Count);
        Assert.Equal(new QueueState(_queue.Name, 3, 0), await a.Network.InspectAsync(_queue.Name));
    }

    [BrokerFact]
    public async Task Only_one_consumer_of_a_job_queue_works_and_the_next_takes_over()
    {
        var jobs = new QueueSpec(TestNode.Unique("jobs"), QueueKind.Persistent, SingleActiveConsumer: true);
        await using var a = await TestNode.JoinAsync(fixture.Broker, "a");
        var b = await TestNode.JoinAsync(fixture.Broker, "b");
        await b.Network.ConsumeAsync(jobs, b.Listener.Ref, 1);
        await a.Network.ConsumeAsync(jobs, a.Listener.Ref, 1);
        await a.Network.PublishAsync(jobs, new TrainingEnded("first"));
        await a.Network.PublishAsync(jobs, new TrainingEnded("second"));
        Assert.Equal(new TrainingEnded("first"), (await b.Listener.NextAsync<WorkDelivered>()).Message);
        Assert.True(a.Listener.IsEmpty);
        await b.DisposeAsync();
        var taken = await a.Listener.NextAsync<WorkDelivered>();
        Assert.Equal(new TrainingEnded("first"), taken.Message);
        Assert.True(taken.Redelivered);
    }

    [BrokerFact]
    public async Task A_queue_of_the_same_name_with_other_properties_is_refused_with_the_way_out()
    {
        await using var a = await TestNode.JoinAsync(fixture.Broker, "a");
        await a.Network.QueueAsync(_queue);
        var fault = await Assert.ThrowsAsync<BrokerException>(() => a.Network.QueueAsync(_queue with { Kind = QueueKind.Persistent }));
        Assert.Equal(BrokerFault.Refused, fault.Fault);
        Assert.Contains("delete it", fault.Message, StringComparison.Ordinal);
        await a.Network.PublishAsync(_queue, new TrainingEnded("still fine"));
    }
}
