using Bss2.Cluster.Tests.Processes;
using Bss2.TestKit.Broker.Xunit;

namespace Bss2.Cluster.Tests.Operations;

/// <summary>A node that is asked to leave.</summary>
[Collection(SharedBroker.Name)]
public sealed class DrainTests(BrokerFixture fixture)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);

    [BrokerFact]
    public async Task A_node_finishes_what_it_holds_and_leaves_without_anything_lost()
    {
        var expected = await ReferenceRuns.HashAsync(ProcessCluster.YinYang);
        await using var cluster = new ProcessCluster(fixture.Broker);
        var nodes = await cluster.NodesAsync(2);
        await using var quiet = cluster.Train(ProcessCluster.YinYang);
        await quiet.HashAsync();

        await using var training = cluster.Train(ProcessCluster.YinYang);
        await training.Process.LineAsync("^Test epoch: 0,");
        nodes[1].Terminate();

        Assert.Equal(0, await nodes[1].ExitAsync());
        Assert.Matches("drains", nodes[1].Text());
        Assert.Matches("left: [1-9][0-9]* blocks", nodes[1].Text());
        Assert.Equal(expected, await training.HashAsync());
        // A block that was lost would be missed for two heartbeats; one node alone needs at most twice the time of two.
        Assert.InRange(training.Time, TimeSpan.Zero, 2 * quiet.Time + Soon);
    }
}
