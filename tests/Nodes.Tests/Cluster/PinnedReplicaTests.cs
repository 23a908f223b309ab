using Bss2.Actors.Runtime;
using Bss2.Messages.Cluster;
using Bss2.Messages.Experiment;
using Bss2.TestKit;
using Bss2.Trainer.Training;

namespace Bss2.Nodes.Tests.Cluster;

/// <summary>The trainer's side of a cluster whose node <c>b</c> holds the only chip.</summary>
public sealed class PinnedReplicaTests
{
    private readonly ReplicaBench _bench = new("b");

    [Fact]
    public void Blocks_run_once_the_pinned_node_has_made_its_chip()
    {
        Announce();
        var block = Ask();
        var pinned = _bench.Node("b").ExpectMsg<ClusterConfiguration>(c => c.Training == "t" && c.Configuration.Version == 1);
        Assert.Equal(["b"], pinned.Pins);
        Assert.Equal(["b/node/t-chip"], _bench.Stations);
        _bench.Rack.ExpectNoMsg(TimeSpan.FromSeconds(1));

        Ready();

        _bench.Rack.ExpectMsg<RackConfiguration>(c => c.Version == 1);
        var sent = _bench.Rack.ExpectMsg<RunBlock>(b => b.Id.Block == block.Id.Block);
        var recording = _bench.Answer(sent);
        _bench.Trainer.ExpectMsg(recording with { Id = block.Id });
        _bench.Queue.ExpectNoMsg();
        _bench.Configurations.ExpectNoMsg();
    }

    [Fact]
    public void A_later_configuration_goes_to_the_chips_alone()
    {
        Announce();
        Ask();
        Ready();
        _bench.Answer(_bench.Rack.FishForMessage<RunBlock>());
        _bench.Tell(ToyBlocks.Configuration(2));

        _bench.Rack.ExpectMsg<RackConfiguration>(c => c.Version == 2);
        _bench.Node("b").ExpectMsg<ClusterConfiguration>(c => c.Configuration.Version == 1);
        _bench.Node("b").ExpectNoMsg(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void A_pinned_node_that_is_not_there_is_named_once()
    {
        Ask();

        _bench.Trainer.ExpectMsg(new ClusterNotice("Chip 'chip' is pinned to b, which is not there; waiting. Start it with: bss2 node --name b --cluster amqp://broker:5672/"));
        _bench.Trainer.ExpectNoMsg(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void When_a_lost_node_is_back_it_makes_its_chip_anew_and_unanswered_blocks_run_again()
    {
        Announce();
        var block = Ask();
        Ready();
        var first = _bench.Rack.FishForMessage<RunBlock>();
        _bench.Node("b").Ref.Tell(PoisonPill.Instance);
        _bench.Trainer.ExpectMsg(new ClusterNotice("Node 'b' is lost."));
        _bench.Trainer.ExpectMsg<ClusterChanged>(c => c.Nodes.Length == 0);
        _bench.Trainer.ExpectMsg<ClusterNotice>(n => n.Text.StartsWith("Chip 'chip' is pinned to b", StringComparison.Ordinal));
        _bench.Rack.ExpectNoMsg(TimeSpan.FromMinutes(1));

        var back = _bench.Kit.CreateProbe("b-again");
        back.Send(_bench.Replica, new NodeAnnounced("b", ClusterProtocol.Version, "1.0", 1, 1));
        back.ExpectMsg<ClusterConfiguration>();
        _bench.Rack.ExpectNoMsg(TimeSpan.FromSeconds(1));
        Ready(back);

        var again = _bench.Rack.ExpectMsg<RunBlock>();
        Assert.Equal((first.Id.Block, first.Id.Attempt + 1), (again.Id.Block, again.Id.Attempt));
        var recording = _bench.Answer(again);
        _bench.Trainer.FishForMessage<BlockRecording>(r => r.Id == block.Id && ReferenceEquals(r.Cadc, recording.Cadc));
    }

    [Fact]
    public void A_chip_that_was_made_anew_between_two_runs_gets_the_configuration()
    {
        Announce();
        Ask();
        Ready();
        _bench.Answer(_bench.Rack.FishForMessage<RunBlock>());

        Ready();

        _bench.Rack.ExpectMsg<RackConfiguration>(c => c.Version == 1);
    }

    [Fact]
    public void Nodes_that_hold_no_chip_are_left_alone()
    {
        _bench.Announce("other");
        Announce();
        Ask();

        _bench.Node("other").ExpectNoMsg(TimeSpan.FromMinutes(1));
    }

    private void Announce()
    {
        _bench.Announce("b");
        _bench.Trainer.ExpectMsg<ClusterChanged>(c => c.Nodes is ["b"]);
    }

    private RunBlock Ask()
    {
        var block = ToyBlocks.Block(1, 0);
        _bench.Tell(ToyBlocks.Configuration(1));
        _bench.Tell(block);
        _bench.Kit.RunUntilIdle();
        return block;
    }

    private void Ready(TestProbe? node = null)
    {
        (node ?? _bench.Node("b")).Send(_bench.Replica, new ConfigurationWanted("t", 1));
        _bench.Kit.RunUntilIdle();
    }
}
