using System.Collections.Concurrent;
using Bss2.Actors.Runtime;
using Bss2.Cluster.Tests.Processes;
using Bss2.Messages.Cluster;
using Bss2.TestKit.Broker.Xunit;

namespace Bss2.Cluster.Tests.Operations;

/// <summary>How weights reach the nodes.</summary>
[Collection(SharedBroker.Name)]
public sealed class WeightsTests(BrokerFixture fixture)
{
    // 67 batches of 75 in each of two epochs, and the initial weights.
    private const int Versions = 2 * 67 + 1;

    [BrokerFact]
    public async Task Weights_are_broadcast_once_for_each_update()
    {
        var heard = new ConcurrentQueue<ClusterConfiguration>();
        await using var system = ActorSystem.Create("listener");
        await using var network = await BrokerClient.JoinAsync(fixture.Broker, system);
        var mailbox = MailboxBound.Unbounded("the test reads everything");
        var listener = system.Spawn(Props.Create(() => new Listener(heard)).WithMailbox(mailbox), "listener");
        await network.SubscribeAsync(ClusterProtocol.Configurations, listener);
        await using var cluster = new ProcessCluster(fixture.Broker);
        await cluster.NodesAsync(2);

        await using var training = cluster.Train(ProcessCluster.YinYang);
        await training.HashAsync();

        // The end of the training follows all of its configurations.
        await listener.Ask<bool>(new EndWanted(), TimeSpan.FromSeconds(30));
        Assert.Equal(Enumerable.Range(heard.First().Configuration.Version, Versions), heard.Select(c => c.Configuration.Version));
    }

    [BrokerFact]
    public async Task A_late_node_asks_for_the_weights_that_it_has_missed()
    {
        var expected = await ReferenceRuns.HashAsync(ProcessCluster.YinYang);
        await using var cluster = new ProcessCluster(fixture.Broker);
        var first = await cluster.NodeAsync("first");
        await using var training = cluster.Train(ProcessCluster.YinYang);
        await training.Process.LineAsync("^Test epoch: 0,");

        // While the only node hangs there is no update, so no broadcast brings the other one the weights of the blocks that it takes.
        first.Pause();
        await cluster.NodeAsync("late");
        first.Kill();

        Assert.Equal(expected, await training.HashAsync());
    }

    private sealed record EndWanted;

    /// <summary>Keeps configurations; answers once the training has ended.</summary>
    private sealed class Listener(ConcurrentQueue<ClusterConfiguration> heard) : Actor
    {
        private ActorRef? _asker;
        private bool _ended;

        protected override void Receive(object message)
        {
            switch (message)
            {
                case ClusterConfiguration configuration: heard.Enqueue(configuration); break;
                case TrainingEnded: _ended = true; break;
                case EndWanted: _asker = Sender; break;
            }

            if (_ended)
                _asker?.Tell(true, Self);
        }
    }
}
