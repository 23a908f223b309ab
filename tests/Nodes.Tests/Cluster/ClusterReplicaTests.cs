using Bss2.Actors.Remoting.RabbitMq;
using Bss2.Actors.Runtime;
using Bss2.Messages.Cluster;
using Bss2.Messages.Experiment;
using Bss2.Trainer.Training;

namespace Bss2.Nodes.Tests.Cluster;

public sealed class ClusterReplicaTests
{
    private readonly ReplicaBench _bench = new();

    [Fact]
    public void Every_answer_reaches_the_trainer_once()
    {
        var blocks = _bench.Ask(1, 1, 3);
        var recordings = blocks.Select(_bench.Answer).ToArray();
        _bench.Answer(blocks[1]);

        foreach (var recording in recordings)
        {
            _bench.Trainer.ExpectMsg(recording);
        }

        _bench.Trainer.ExpectNoMsg(TimeSpan.FromSeconds(0.5));
    }

    [Fact]
    public void What_is_unanswered_for_two_heartbeats_is_published_again_and_keeps_its_identity_for_the_trainer()
    {
        Node("a");
        var blocks = _bench.Ask(1, 1, 2);
        _bench.Answer(blocks[0]);
        _bench.Trainer.ExpectMsg<BlockRecording>();

        _bench.Queue.ExpectNoMsg(TimeSpan.FromSeconds(9));
        var again = _bench.Queue.ExpectMsg<BlockOrder>(within: TimeSpan.FromSeconds(3)).Block;
        Assert.Equal(blocks[1] with { Id = blocks[1].Id with { Attempt = 1 } }, again);
        var recording = _bench.Answer(again);
        _bench.Answer(blocks[1]);

        _bench.Trainer.ExpectMsg(recording with { Id = blocks[1].Id });
        _bench.Trainer.ExpectNoMsg(TimeSpan.FromMinutes(1));
        _bench.Queue.ExpectNoMsg();
    }

    [Fact]
    public void Blocks_are_not_repeated_while_no_node_is_there()
    {
        _bench.Ask(1, 1, 2);
        _bench.Queue.ExpectNoMsg(TimeSpan.FromMinutes(5));

        Node("a", notices: 1);
        _bench.Queue.ExpectNoMsg(TimeSpan.FromSeconds(9));
        Assert.Equal([0, 1], _bench.Published(2).Select(b => b.Id.Block));
    }

    [Fact]
    public void After_the_brokers_return_everything_is_said_again()
    {
        Node("a");
        var blocks = _bench.Ask(3, 1, 3);
        _bench.Answer(blocks[1]);
        _bench.Trainer.ExpectMsg<BlockRecording>();

        _bench.Tell(new NetworkLost("connection reset"));
        _bench.Trainer.ExpectMsg(new ClusterNotice("The broker is out of reach (connection reset); waiting for it."));
        _bench.Queue.ExpectNoMsg(TimeSpan.FromMinutes(1));
        _bench.Tell(new NetworkRestored());

        _bench.Trainer.ExpectMsg(new ClusterNotice("The broker is back."));
        _bench.Configurations.ExpectMsg<ClusterConfiguration>(c => c.Configuration.Version == 3);
        Assert.Equal([(0, 1), (2, 1)], _bench.Published(2).Select(b => (b.Id.Block, b.Id.Attempt)));
        _bench.Presence.FishForMessage<WhoIsThere>();
    }

    [Fact]
    public void A_broker_that_is_gone_for_good_ends_the_training()
    {
        _bench.Tell(new NetworkAbandoned("Nobody answers for 120 s."));

        _bench.Trainer.ExpectMsg(new ClusterLost("Nobody answers for 120 s. Go on from the last checkpoint with --resume."));
    }

    [Fact]
    public void A_node_that_misses_a_configuration_gets_the_newest()
    {
        var late = _bench.Kit.CreateProbe();
        late.Send(_bench.Replica, new ConfigurationWanted("t", 1));
        _bench.Ask(4, 1, 1);

        late.Send(_bench.Replica, new ConfigurationWanted("other", 1));
        late.Send(_bench.Replica, new ConfigurationWanted("t", 2));

        late.ExpectMsg<ClusterConfiguration>(c => c.Training == "t" && c.Configuration.Version == 4);
        late.ExpectNoMsg(TimeSpan.FromSeconds(1));
        _bench.Configurations.ExpectNoMsg();
    }

    [Fact]
    public void Failures_reach_the_trainer_once_for_each_of_its_attempts()
    {
        Node("a");
        var block = _bench.Ask(1, 1, 1)[0];
        var second = _bench.Queue.ExpectMsg<BlockOrder>(within: TimeSpan.FromSeconds(15)).Block;
        _bench.Queue.Send(_bench.Replica, new BlockFailed(second.Id, 0, "first"));
        _bench.Trainer.ExpectMsg(new BlockFailed(block.Id, 0, "first"));
        _bench.Tell(ToyBlocks.Configuration(1));
        _bench.Tell(ToyBlocks.Block(1, 0, attempt: 1));
        var third = _bench.Published(1)[0];

        _bench.Queue.Send(_bench.Replica, new BlockFailed(block.Id, 0, "the same, late"));
        _bench.Trainer.ExpectNoMsg(TimeSpan.FromSeconds(0.5));
        _bench.Queue.Send(_bench.Replica, new BlockFailed(third.Id, 0, "second"));

        _bench.Trainer.ExpectMsg(new BlockFailed(block.Id with { Attempt = 1 }, 0, "second"));
    }

    [Fact]
    public void Nodes_come_and_go_before_the_trainers_eyes()
    {
        _bench.Announce("b", replicas: 2);
        ExpectNodes(2, "b");
        _bench.Announce("a");
        ExpectNodes(3, "a", "b");
        _bench.Announce("a");
        _bench.Trainer.ExpectNoMsg(TimeSpan.FromSeconds(0.5));
        _bench.Announce("a", draining: true);
        ExpectNodes(2, "b");

        _bench.Node("b").Ref.Tell(PoisonPill.Instance);

        _bench.Trainer.ExpectMsg(new ClusterNotice("Node 'b' is lost; its blocks go to others."));
        ExpectNodes(0);
    }

    [Fact]
    public void A_training_without_nodes_says_how_to_start_one()
    {
        _bench.Trainer.ExpectNoMsg(TimeSpan.FromMinutes(1));
        _bench.Ask(1, 1, 1);

        _bench.Trainer.ExpectMsg(new ClusterNotice("No node is there; the training waits for one. Start one with: bss2 node --cluster amqp://broker:5672/"));
        _bench.Trainer.ExpectNoMsg(TimeSpan.FromMinutes(10));
        _bench.Announce("a");
        ExpectNodes(1, "a");
        _bench.Announce("a", draining: true);
        ExpectNodes(0);
        _bench.Trainer.ExpectMsg<ClusterNotice>(n => n.Text.StartsWith("No node is there", StringComparison.Ordinal));
    }

    [Fact]
    public void A_node_of_another_protocol_is_refused_by_name_and_told_why()
    {
        _bench.Announce("old", protocol: 99);
        _bench.Announce("old", protocol: 99);

        var reason = $"Node 'old' speaks protocol 99 (version 1.0) and this trainer protocol {ClusterProtocol.Version}; install the same version on both.";
        _bench.Trainer.ExpectMsg(new ClusterNotice(reason));
        _bench.Trainer.ExpectNoMsg(TimeSpan.FromSeconds(0.5));
        _bench.Node("old").ExpectMsg(new NodeRefused(reason));
    }

    [Fact]
    public void Everybody_is_asked_who_is_there_again_and_again()
    {
        for (var k = 0; k < 5; k++)
        {
            _bench.Presence.ExpectMsg(new WhoIsThere(), TimeSpan.FromSeconds(6));
        }
    }

    [Fact]
    public void Nodes_are_told_when_the_training_has_ended()
    {
        _bench.Parent.Tell(PoisonPill.Instance);

        _bench.Configurations.ExpectMsg(new TrainingEnded("t"));
    }

    private void Node(string name, int notices = 0)
    {
        _bench.Announce(name);
        for (var k = 0; k < notices; k++)
        {
            _bench.Trainer.ExpectMsg<ClusterNotice>();
        }

        _bench.Trainer.ExpectMsg<ClusterChanged>();
    }

    private void ExpectNodes(int replicas, params string[] names)
    {
        var changed = _bench.Trainer.ExpectMsg<ClusterChanged>();
        Assert.Equal((replicas, string.Join(' ', names)), (changed.Replicas, string.Join(' ', changed.Nodes)));
    }
}
