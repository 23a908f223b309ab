using System.Diagnostics;
using Bss2.Cluster.Tests.Processes;
using Bss2.TestKit.Broker.Xunit;

namespace Bss2.Cluster.Tests.Faults;

/// <summary>A node that hangs with its connections open, as one whose machine has lost its network does.</summary>
[Collection(SharedBroker.Name)]
public sealed class HungNodeTests(BrokerFixture fixture)
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5);

    [BrokerFact]
    public async Task A_hung_node_is_given_up_within_four_heartbeats_and_is_as_good_as_any_when_it_wakes_up()
    {
        var expected = await ReferenceRuns.HashAsync(ProcessCluster.YinYang);
        await using var cluster = new ProcessCluster(fixture.Broker);
        var nodes = await cluster.NodesAsync(2);
        await using var quiet = cluster.Train(ProcessCluster.YinYang);
        await quiet.HashAsync();

        await using var training = cluster.Train(ProcessCluster.YinYang);
        await training.Process.LineAsync("^Epoch: 1,");
        nodes[1].Pause();
        var since = Stopwatch.GetTimestamp();
        var hash = await training.HashAsync();
        var time = Stopwatch.GetElapsedTime(since);

        Assert.Equal(expected, hash);
        // The broker gives it blocks until its hands are full, so its hanging was felt.
        Assert.InRange(time, Heartbeat, 4 * Heartbeat + quiet.Time);

        // It finds back by itself, whether the broker has closed its connection yet or not, and does all the work of the next training.
        nodes[1].Resume();
        nodes[0].Kill();
        await using var next = cluster.Train(ProcessCluster.YinYang);
        Assert.Equal(expected, await next.HashAsync());
    }
}
