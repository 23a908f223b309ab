using Bss2.Actors.Remoting.RabbitMq;
using Bss2.Actors.Runtime;
using Bss2.Messages.Cluster;
using Bss2.Messages.Experiment;
using Bss2.Nodes.Cluster;
using Bss2.Nodes.Commands;
using Bss2.Nodes.Operations;
using Bss2.TestKit;

namespace Bss2.Nodes.Tests.Cluster;

/// <summary>A node in virtual time, with probes for its consumer, its racks, the topic of announcements and a trainer.</summary>
internal sealed class NodeBench : IDisposable
{
    private readonly StringWriter _log = new();
    private ulong _tag;

    public NodeBench(int replicas = 2)
    {
        Consumer = Kit.CreateProbe("consumer");
        Presence = Kit.CreateProbe("presence");
        Racks = Kit.CreateProbe("racks");
        Trainer = Kit.CreateProbe("trainer");
        Elsewhere = Kit.CreateProbe("elsewhere");
        Setup = new NodeSetup
        {
            Name = "a",
            Version = "1.2.3",
            Cores = 8,
            Replicas = replicas,
            Rack = ToyRack.Recipe(Racks.Ref),
            Station = (chip, stations) =>
            {
                Stations.Add((chip, stations));
                return ToyRack.Recipe(Racks.Ref);
            },
            Resolve = (node, path) =>
            {
                Resolved.Add(node + path);
                return Elsewhere.Ref;
            },
            Presence = Presence.Ref,
            Meter = Meter,
            Health = Health,
            Log = new ProcessLog("a", json: false, _log, LogLevel.Info),
        };
        Node = Kit.System.Spawn(NodeActor.Recipe(Setup), NodeActor.ActorName);
        Consumer.Send(Node, new JoinCluster(Consumer.Ref));
        Presence.ExpectMsg(new NodeAnnounced("a", ClusterProtocol.Version, "1.2.3", 8, replicas));
    }

    public ActorTestKit Kit { get; } = new();

    public TestProbe Consumer { get; }

    public TestProbe Presence { get; }

    public TestProbe Racks { get; }

    public TestProbe Trainer { get; }

    /// <summary>What stations were made with.</summary>
    public List<(int Chip, IReadOnlyList<ActorRef> Stations)> Stations { get; } = [];

    /// <summary>Addresses on other nodes that the node has asked for; all are <see cref="Elsewhere"/>.</summary>
    public List<string> Resolved { get; } = [];

    public TestProbe Elsewhere { get; }

    public NodeMeter Meter { get; } = new();

    public HealthState Health { get; } = new();

    public NodeSetup Setup { get; }

    public ActorRef Node { get; }

    public string Log => _log.ToString();

    /// <summary>Delivers an order and returns its tag.</summary>
    public ulong Deliver(RunBlock block, string training = "t", TestProbe? trainer = null, bool redelivered = false)
    {
        Consumer.Send(Node, new WorkDelivered(new BlockOrder(training, block), (trainer ?? Trainer).Ref, redelivered, TimeSpan.Zero, ++_tag));
        Kit.RunUntilIdle();
        return _tag;
    }

    /// <summary>The trainer broadcasts a configuration.</summary>
    public void Configure(int version, string training = "t", TestProbe? trainer = null)
    {
        (trainer ?? Trainer).Send(Node, ToyBlocks.Broadcast(training, version));
        Kit.RunUntilIdle();
    }

    /// <summary>Waits until a rack has a block, lets it record and returns the rack.</summary>
    public ActorRef Run(RunBlock block)
    {
        Racks.FishForMessage<RunBlock>(b => b.Id == block.Id);
        var rack = Racks.LastSender;
        Racks.Reply(new ToyRack.Finish(block));
        return rack;
    }

    /// <summary>The consumer must be told next that this delivery is done with that block's recording.</summary>
    public void ExpectRecording(ulong tag, RunBlock block)
    {
        var done = Consumer.ExpectMsg<WorkDone>(d => d.Tag == tag);
        Assert.Equal(block.Id, Assert.IsType<BlockRecording>(done.Reply).Id);
        Assert.Equal(Node, done.Replier);
    }

    /// <summary>The consumer must be told next that nobody wants this delivery.</summary>
    public void ExpectDropped(ulong tag) => Consumer.ExpectMsg(new WorkDone(tag, null, Node));

    public void Dispose()
    {
        Meter.Dispose();
        _log.Dispose();
    }
}
