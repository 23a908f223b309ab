using Bss2.Cluster.Tests.Processes;
using Bss2.Messages.Cluster;
using Bss2.TestKit.Broker.Xunit;

namespace Bss2.Cluster.Tests.Operations;

/// <summary><c>bss2 cluster</c>: what is there.</summary>
[Collection(SharedBroker.Name)]
public sealed class ClusterCommandTests(BrokerFixture fixture)
{
    [BrokerFact]
    public async Task Nodes_trainers_jobs_and_queues_are_listed()
    {
        await using var cluster = new ProcessCluster(fixture.Broker);
        await cluster.NodesAsync(2);
        var submitted = await cluster.RunAsync(["submit", .. ProcessCluster.YinYang, "--job", "waiting-job"]);
        Assert.True(submitted.ExitCode == 0, submitted.Text);

        var (code, text) = await cluster.RunAsync("cluster");

        Assert.True(code == 0, text);
        foreach (var expected in new[] { "node-a", "node-b", ClusterProtocol.Blocks })
            Assert.Contains(expected, text, StringComparison.Ordinal);
        Assert.Matches($@"jobs +1 +0 +{ClusterProtocol.Jobs}", text);
        await fixture.Broker.ControlAsync("purge_queue", ClusterProtocol.Jobs);
    }
}
