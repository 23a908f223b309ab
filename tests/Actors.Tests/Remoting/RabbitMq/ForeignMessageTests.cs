using Bss2.Actors.Remoting.RabbitMq;
using Bss2.Messages.Cluster;
using Bss2.Messages.Wire;
using Bss2.TestKit.Broker.Xunit;
using RabbitMQ.Client;

namespace Bss2.Actors.Tests.Remoting.RabbitMq;

[Collection(SharedBroker.Name)]
public sealed class ForeignMessageTests(BrokerFixture fixture)
{
    private static readonly byte[] Good = WireCatalogue.Encode(new TrainingEnded("good"));
    private static readonly byte[] Large = WireCatalogue.Encode(new TrainingEnded(new('x', 128)));

    public static TheoryData<string, string> Strangers => new()
    {
        { "bare", "property 'type' is missing" },
        { "type", "property 'type' is 'party'" },
        { "number", "property 'message-id' is 'one'" },
        { "life", "property 'app-id' is missing" },
        { "time", "header 'at'" },
        { "name", "'no-such/1'" },
        { "bytes", "Byte 0" },
        { "large", "at most 100 bytes" },
    };

    [BrokerTheory]
    [MemberData(nameof(Strangers))]
    public async Task What_is_not_ours_is_counted_and_put_aside_with_the_reason_and_work_goes_on(string stranger, string reason)
    {
        await using var a = await TestNode.JoinAsync(TestNode.Options(fixture.Broker) with { MaximumMessageBytes = 100 }, TestNode.Unique("a"));
        var queue = new QueueSpec(TestNode.Unique("work"), QueueKind.Transient);
        var consumer = await a.Network.ConsumeAsync(queue, a.Listener.Ref, 1);
        await using var raw = await RawBroker.ConnectAsync(fixture.Broker);
        await raw.PurgeAsync("bss2.foreign");
        foreach (var target in new[] { "bss2.node." + a.Name, queue.Name })
        {
            var (properties, body) = Letter(stranger);
            await raw.Channel.BasicPublishAsync("", target, mandatory: true, properties, body);
            var (kept, why) = await raw.NextAsync("bss2.foreign");
            Assert.Equal(body, kept);
            Assert.Contains(reason, why, StringComparison.Ordinal);
            (properties, body) = Letter("good");
            await raw.Channel.BasicPublishAsync("", target, mandatory: true, properties, body);
        }

        Assert.Equal(2, a.Network.Counts.Foreign);
        var received = new List<object>();
        for (var i = 0; i < 2; i++)
            received.Add(await a.Listener.NextAsync(typeof(TrainingEnded), typeof(WorkDelivered)));
        Assert.Contains(new TrainingEnded("good"), received);
        consumer.Tell(new WorkDone(received.OfType<WorkDelivered>().Single().Tag, null));
    }

    [BrokerFact]
    public async Task A_message_that_arrives_twice_is_delivered_once()
    {
        await using var a = await TestNode.JoinAsync(fixture.Broker, "a");
        await using var raw = await RawBroker.ConnectAsync(fixture.Broker);
        var life = TestNode.Unique("life");
        foreach (var number in new[] { "1", "3", "3", "2", "2", "100000", "3" })
        {
            var (properties, body) = Letter("good", life);
            properties.MessageId = number;
            await raw.Channel.BasicPublishAsync("", "bss2.node." + a.Name, mandatory: true, properties, body);
        }

        // What is far behind the latest may be new: better twice than never.
        await Until.True(() => a.Network.Counts is { Received: 5, Duplicates: 2 }, "five messages and two duplicates");
    }

    private static (BasicProperties Properties, byte[] Body) Letter(string stranger, string? life = null)
    {
        var properties = new BasicProperties
        {
            Type = stranger == "type" ? "party" : "tell",
            AppId = stranger == "life" ? null : life ?? TestNode.Unique("life"),
            MessageId = stranger == "number" ? "one" : "1",
            Headers = new Dictionary<string, object?> { ["at"] = stranger == "time" ? "now" : 1L, ["to"] = "/listener" },
        };
        return stranger switch
        {
            "bare" => (new(), Good),
            "name" => (properties, [0x92, 0xA9, .. "no-such/1"u8, 0x80]),
            "bytes" => (properties, [1, 2, 3]),
            "large" => (properties, Large),
            _ => (properties, Good),
        };
    }
}
