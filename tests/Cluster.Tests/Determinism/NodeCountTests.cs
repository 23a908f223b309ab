using Bss2.Cluster.Tests.Processes;
using Bss2.TestKit.Broker.Xunit;

namespace Bss2.Cluster.Tests.Determinism;

/// <summary>How many nodes there are decides no byte of the weights.</summary>
[Collection(SharedBroker.Name)]
public sealed class NodeCountTests(BrokerFixture fixture)
{
    [BrokerTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Nodes_leave_the_weights_of_a_single_process(int nodes)
    {
        var expected = await ReferenceRuns.HashAsync(ProcessCluster.YinYang);
        await using var cluster = new ProcessCluster(fixture.Broker);
        await cluster.NodesAsync(nodes);

        await using var training = cluster.Train(ProcessCluster.YinYang);

        Assert.Equal(expected, await training.HashAsync());
        // Nobody else has done the work: the trainer saw exactly these nodes.
        Assert.Matches($@"\({nodes} replicas?\)", training.Process.Text());
    }

    [BrokerFact]
    public Task Two_nodes_leave_the_weights_of_a_network_of_spike_times() =>
        TwoNodesLeaveTheWeightsOf("yinyang-ttfs", "--backend", "chip", "--epochs", "2", "--set", "trainSize=400", "--set", "testSize=100");

    [BrokerFact]
    public Task Products_stage_by_stage_leave_the_weights_of_a_single_process() =>
        TwoNodesLeaveTheWeightsOf("yinyang-hagen", "--set", "mockEpochs=5", "--set", "chipEpochs=3", "--set", "testSize=300");

    private async Task TwoNodesLeaveTheWeightsOf(params string[] settings)
    {
        var expected = await ReferenceRuns.HashAsync(settings);
        await using var cluster = new ProcessCluster(fixture.Broker);
        await cluster.NodesAsync(2);

        await using var training = cluster.Train(settings);

        Assert.Equal(expected, await training.HashAsync());
    }
}
