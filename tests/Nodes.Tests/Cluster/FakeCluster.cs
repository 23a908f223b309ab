using Bss2.Actors.Remoting;
using Bss2.Actors.Runtime;
using Bss2.Messages.Experiment;
using Bss2.Nodes.Cluster;
using Bss2.Nodes.Operations;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bss2.Nodes.Tests.Cluster;

/// <summary>A trainer, a broker and nodes on a loopback network in virtual time.</summary>
internal sealed class FakeCluster
{
    private const string BrokerPath = "/broker";
    private static readonly NodeMeter Meter = new();
    private readonly Dictionary<string, ActorSystem> _systems = [];

    public FakeCluster(ulong seed, BrokerFaults faults, int runs, int blocks)
    {
        Network = new LoopbackNetwork(seed, new LinkFaults { MinimumDelay = TimeSpan.FromMilliseconds(0.1), MaximumDelay = TimeSpan.FromMilliseconds(30) });
        Network.AddNode("broker").Spawn(Props.Create(() => new FakeBroker((int)(seed & int.MaxValue), 4, faults)), BrokerPath[1..]);
        var broker = Network.Resolve("broker", BrokerPath);
        var setup = new ClusterReplicaSetup
        {
            Training = "t",
            Blocks = broker,
            Configurations = broker,
            Presence = broker,
            Resolve = Network.Resolve,
            Subscribe = replica =>
            {
                broker.Tell(new FakeBroker.Subscribe(), replica);
                return Task.CompletedTask;
            },
        };
        Asker = new BlockAsker(runs, blocks, Props.Create(() => new ClusterReplicaActor(setup)));
        Network.AddNode("trainer").Spawn(Props.Create(() => Asker), "trainer");
    }

    public LoopbackNetwork Network { get; }

    public BlockAsker Asker { get; }

    public IReadOnlyCollection<string> Nodes => _systems.Keys;

    public void Start(string name)
    {
        var system = _systems[name] = Network.AddNode(name);
        var broker = Network.Resolve("broker", BrokerPath);
        var setup = new NodeSetup
        {
            Name = name,
            Version = "1",
            Replicas = 2,
            Rack = ToyRack.Recipe(),
            Resolve = Network.Resolve,
            Presence = broker,
            Meter = Meter,
            Health = new HealthState(),
            Log = NullLogger.Instance,
        };
        var node = system.Spawn(NodeActor.Recipe(setup), NodeActor.ActorName);
        broker.Tell(new FakeBroker.Consume(), node);
        node.Tell(new JoinCluster(broker));
    }

    public void Kill(string name)
    {
        _systems.Remove(name);
        Network.Kill(name);
    }

    public void RestartBroker() => Network.Resolve("broker", BrokerPath).Tell(new FakeBroker.Restart());
}

/// <summary>Stands for a trainer: asks run after run, each with a configuration of its own, and goes on when all blocks of the run are answered.</summary>
internal sealed class BlockAsker(int runs, int blocks, Props replica) : Actor
{
    private readonly Dictionary<(long Run, int Block), BlockRecording> _answers = [];
    private ActorRef _replica = null!;
    private int _run;

    public IReadOnlyDictionary<(long Run, int Block), BlockRecording> Answers => _answers;

    public List<string> Faults { get; } = [];

    public bool IsDone => _run > runs;

    protected override void PreStart()
    {
        _replica = Context.Spawn(replica, "cluster");
        AskNext();
    }

    protected override void Receive(object message)
    {
        switch (message)
        {
            case BlockRecording recording when recording.Id.Attempt != 0 || !_answers.TryAdd((recording.Id.Run, recording.Id.Block), recording):
                Faults.Add($"{recording.Id} was answered again or under another identity.");
                break;
            case BlockFailed failed:
                Faults.Add($"{failed.Id} failed: {failed.Reason}");
                break;
            case BlockRecording when _answers.Count == _run * blocks:
                AskNext();
                break;
        }
    }

    private void AskNext()
    {
        if (++_run > runs)
        {
            return;
        }

        _replica.Tell(ToyBlocks.Configuration(_run), Self);
        for (var block = 0; block < blocks; block++)
        {
            _replica.Tell(ToyBlocks.Block(_run, block, _run), Self);
        }
    }
}
