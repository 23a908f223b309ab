using Bss2.Cluster.Tests.Processes;
using Bss2.TestKit.Broker.Xunit;

namespace Bss2.Cluster.Tests.Faults;

/// <summary>A broker that goes away and comes back: everybody finds it again, and what it has lost is asked for again.</summary>
[Collection(SharedBroker.Name)]
public sealed class BrokerRestartTests(BrokerFixture fixture)
{
    [BrokerTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_training_goes_on_by_itself_when_the_broker_is_back(bool killed)
    {
        var expected = await ReferenceRuns.HashAsync(ProcessCluster.YinYang);
        await using var cluster = new ProcessCluster(fixture.Broker);
        await cluster.NodesAsync(2);

        await using var training = cluster.Train(ProcessCluster.YinYang);
        await training.Process.LineAsync("^Test epoch: 0,");
        await (killed ? fixture.Broker.KillAsync() : fixture.Broker.StopAsync());
        try
        {
            await training.Process.LineAsync("broker is out of reach");
        }
        finally
        {
            await fixture.Broker.StartAgainAsync();
        }

        Assert.Equal(expected, await training.HashAsync());
    }
}
