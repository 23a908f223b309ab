using Bss2.Cluster.Tests.Processes;
using Bss2.Messages.Cluster;
using Bss2.TestKit.Broker;
using Bss2.TestKit.Broker.Xunit;

namespace Bss2.Cluster.Tests.BadInput;

/// <summary>Messages on the cluster's queues that are not the cluster's.</summary>
[Collection(SharedBroker.Name)]
public sealed class ForeignMessageTests(BrokerFixture fixture)
{
    private const string Inbox = "bss2.node.node";
    private const string PutAside = "bss2.foreign";

    [BrokerFact]
    public async Task Foreign_messages_are_counted_and_put_aside_and_the_work_goes_on()
    {
        var expected = await ReferenceRuns.HashAsync(ProcessCluster.YinYang);
        await using var cluster = new ProcessCluster(fixture.Broker);
        var port = FreePort.Next();
        var node = await cluster.NodeAsync("node", "--http-port", $"{port}");

        await BrokerClient.PublishForeignAsync(fixture.Broker, ClusterProtocol.Blocks);
        await BrokerClient.PublishForeignAsync(fixture.Broker, Inbox);
        await using var training = cluster.Train(ProcessCluster.YinYang);

        Assert.Equal(expected, await training.HashAsync());
        Assert.Equal(2, await BrokerClient.MetricAsync(port, "bss2_network_foreign_total"));
        Assert.False(node.HasExited);
        Assert.Equal([ClusterProtocol.Blocks, Inbox], (await BrokerClient.TakeForeignAsync(fixture.Broker, PutAside)).Order(StringComparer.Ordinal));
    }
}
