using Bss2.Actors.Remoting.RabbitMq;
using Bss2.Actors.Runtime;
using Bss2.Messages.Cluster;
using Bss2.Nodes.Operations;

namespace Bss2.Nodes.Cluster;

/// <summary>The process of a node: joins the cluster, works until it is asked to stop, drains and leaves.</summary>
internal static class NodeHost
{
    /// <summary>Blocks that a rack has in hand: one runs, and the next is there when it ends.</summary>
    private const int BlocksPerRack = 2;

    /// <param name="name">Name of the node.</param>
    /// <param name="broker">The broker.</param>
    /// <param name="replicas">Racks that run side by side, at least 1.</param>
    /// <param name="operations">Told what happens.</param>
    /// <param name="stop">Asks the node to drain and leave.</param>
    /// <exception cref="BrokerException">The cluster cannot be joined.</exception>
    /// <exception cref="OperationCanceledException">It was stopped before it had joined.</exception>
    public static async Task<NodeEnd> RunAsync(string name, BrokerOptions broker, int replicas, ProcessOperations operations, CancellationToken stop)
    {
        await using var system = ActorSystem.Create(name);
        NodeEnd end;
        await using (var network = await RabbitMqNetwork.JoinAsync(system, broker, stop))
        {
            operations.Meter.Network(() => network.Counts);
            var setup = new NodeSetup
            {
                Name = name,
                Version = SoftwareVersion.Text,
                Replicas = replicas,
                Resolve = network.Resolve,
                Presence = network.Topic(ClusterProtocol.Presence),
                Broker = broker.ToString(),
                Meter = operations.Meter,
                Health = operations.Health,
                Log = operations.Log,
            };
            system.ActorFailed += failed =>
            {
                operations.Log.ActorFailed(failed.Actor.Path, failed.Cause.Message);
                if (failed.Actor.Path == NodeActor.Path)
                {
                    // What it had in hand is unknown; the broker gives it to others once this process is gone.
                    setup.Ended.TrySetResult(new NodeEnd(0, $"The node failed: {failed.Cause.Message}"));
                }
            };
            var node = system.Spawn(NodeActor.Recipe(setup), NodeActor.ActorName);
            await network.SubscribeAsync(ClusterProtocol.Presence, node);
            await network.SubscribeAsync(ClusterProtocol.Configurations, node);
            node.Tell(new JoinCluster(await network.ConsumeAsync(ClusterTraining.Blocks, node, (ushort)(BlocksPerRack * replicas))));
            await using var registration = stop.Register(() => node.Tell(new DrainNode()));
            end = await setup.Ended.Task;
        }

        if (end.Fault is null)
        {
            operations.Log.NodeLeft(name, end.BlocksDone);
        }

        return end;
    }
}
