using Bss2.Cluster.Tests.Processes;
using Bss2.TestKit.Broker.Xunit;

namespace Bss2.Cluster.Tests.Determinism;

/// <summary>A network whose hidden and readout layers sit on two chips: the same weights wherever the chips are.</summary>
[Collection(SharedBroker.Name)]
public sealed class PinnedChipsTests(BrokerFixture fixture)
{
    private static readonly string[] TwoChips =
        [.. ProcessCluster.YinYang, "--set", "rack=left=1,right=2", "--set", "hiddenChip=left", "--set", "readoutChip=right"];

    [BrokerFact]
    public async Task Two_chips_leave_the_same_weights_in_one_process_on_nodes_and_pinned_to_different_nodes()
    {
        var expected = await ReferenceRuns.HashAsync(TwoChips);
        await using var cluster = new ProcessCluster(fixture.Broker);
        await cluster.NodesAsync(2);

        await using var unpinned = cluster.Train(TwoChips);
        Assert.Equal(expected, await unpinned.HashAsync());

        await using var pinned = cluster.Train(TwoChips, "--pin", "left=node-a", "--pin", "right=node-b");
        Assert.Equal(expected, await pinned.HashAsync());

        // The second chip is seen: one chip gives other weights.
        Assert.NotEqual(expected, await ReferenceRuns.HashAsync(ProcessCluster.YinYang));
    }
}
