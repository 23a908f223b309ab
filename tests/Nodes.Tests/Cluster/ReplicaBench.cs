using Bss2.Actors.Runtime;
using Bss2.Messages.Cluster;
using Bss2.Messages.Experiment;
using Bss2.Nodes.Cluster;
using Bss2.TestKit;

namespace Bss2.Nodes.Tests.Cluster;

/// <summary>The trainer's side of a cluster in virtual time, with probes for the trainer, the queue, the topics and each node.</summary>
internal sealed class ReplicaBench
{
    private readonly Dictionary<string, TestProbe> _nodes = [];

    public ReplicaBench(params string[] pins)
    {
        Trainer = Kit.CreateProbe("trainer");
        Queue = Kit.CreateProbe("queue");
        Configurations = Kit.CreateProbe("configurations");
        Presence = Kit.CreateProbe("presence");
        Rack = Kit.CreateProbe("rack");
        foreach (var pin in pins)
        {
            Node(pin);
        }

        var setup = new ClusterReplicaSetup
        {
            Training = "t",
            Blocks = Queue.Ref,
            Configurations = Configurations.Ref,
            Presence = Presence.Ref,
            Pins = pins,
            Resolve = (node, path) =>
            {
                Stations.Add(node + path);
                return Node(node).Ref;
            },
            Rack = _ => Props.Create(() => new Forward(Rack!.Ref)),
            Broker = "amqp://broker:5672/",
        };
        Parent = Kit.System.Spawn(Props.Create(() => new Relay(Trainer.Ref, Props.Create(() => new ClusterReplicaActor(setup)))), "parent");
        Presence.ExpectMsg(new WhoIsThere());
        Replica = Kit.System.Find("/parent/cluster")!;
    }

    public ActorTestKit Kit { get; } = new();

    /// <summary>Gets what the replica tells its parent.</summary>
    public TestProbe Trainer { get; }

    public TestProbe Queue { get; }

    public TestProbe Configurations { get; }

    public TestProbe Presence { get; }

    /// <summary>Gets what the rack over pinned chips is told.</summary>
    public TestProbe Rack { get; }

    /// <summary>Addresses that the replica has asked for.</summary>
    public List<string> Stations { get; } = [];

    public ActorRef Parent { get; }

    public ActorRef Replica { get; }

    public TestProbe Node(string name)
    {
        if (!_nodes.TryGetValue(name, out var node))
        {
            _nodes[name] = node = Kit.CreateProbe($"node-{name}");
        }

        return node;
    }

    /// <summary>A node of one replica announces itself.</summary>
    public void Announce(string name, int replicas = 1, int protocol = ClusterProtocol.Version, bool draining = false) =>
        Node(name).Send(Replica, new NodeAnnounced(name, protocol, "1.0", 1, replicas, draining));

    /// <summary>A configuration, and blocks of one run that need it; returns them as they were published.</summary>
    public RunBlock[] Ask(int version, long run, int blocks)
    {
        Tell(ToyBlocks.Configuration(version));
        foreach (var block in Enumerable.Range(0, blocks))
        {
            Tell(ToyBlocks.Block(run, block, version));
        }

        Configurations.ExpectMsg<ClusterConfiguration>(c => c.Training == "t" && c.Configuration.Version == version);
        return Published(blocks);
    }

    /// <summary>The next blocks on the queue.</summary>
    public RunBlock[] Published(int blocks) => [.. Enumerable.Range(0, blocks).Select(_ => Queue.ExpectMsg<BlockOrder>(o => o.Training == "t").Block)];

    public void Tell(object message) => Replica.Tell(message, Parent);

    /// <summary>Some node records a block.</summary>
    public BlockRecording Answer(RunBlock block)
    {
        var recording = ToyBlocks.Record(block, ToyBlocks.Configuration(block.ConfigurationVersion));
        Queue.Send(Replica, recording);
        Kit.RunUntilIdle();
        return recording;
    }

    private sealed class Forward(ActorRef probe) : Actor
    {
        protected override void Receive(object message) => probe.Tell(message, Sender);
    }

    private sealed class Relay(ActorRef trainer, Props child) : Actor
    {
        protected override void PreStart() => Context.Spawn(child, "cluster");

        protected override void Receive(object message) => trainer.Tell(message, Sender);
    }
}
