using Bss2.Actors.Runtime;
using Bss2.Messages.Cluster;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;
using Bss2.Nodes.Cluster;

namespace Bss2.Nodes.Tests.Cluster;

public sealed class PinnedNodeTests : IDisposable
{
    private static readonly RackChip[] Chips = [new("left", new ChipSettings(new ChipSerial(1))), new("right", new ChipSettings(new ChipSerial(2)))];
    private readonly NodeBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void A_node_makes_the_chips_that_are_pinned_to_it_and_asks_for_their_configuration()
    {
        Pin("x", "a");

        _bench.Trainer.ExpectMsg(new ConfigurationWanted("t", 1));
        var (chip, stations) = Assert.Single(_bench.Stations);
        Assert.Equal(1, chip);
        Assert.Equal([_bench.Elsewhere.Ref, _bench.Kit.System.Find("/node/t-right")!], stations);
        Assert.Equal(["x/node/t-left"], _bench.Resolved);
    }

    [Fact]
    public void Chips_that_are_pinned_elsewhere_are_none_of_its_business()
    {
        Pin("x", "y");

        Assert.Empty(_bench.Stations);
        _bench.Trainer.ExpectNoMsg(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void Being_told_again_makes_no_chip_twice()
    {
        Pin("a", "a");
        Pin("a", "a");

        Assert.Equal([0, 1], _bench.Stations.Select(s => s.Chip));
        Assert.All(_bench.Stations, s => Assert.Equal([_bench.Kit.System.Find("/node/t-left")!, _bench.Kit.System.Find("/node/t-right")!], s.Stations));
        _bench.Trainer.ExpectMsg(new ConfigurationWanted("t", 1));
        _bench.Trainer.ExpectMsg(new ConfigurationWanted("t", 1));
    }

    [Fact]
    public void A_chip_that_dies_is_made_anew_and_its_configuration_asked_for()
    {
        Pin("x", "a");
        _bench.Trainer.ExpectMsg<ConfigurationWanted>();

        _bench.Kit.System.Find("/node/t-right")!.Tell(new ToyRack.Die());

        _bench.Trainer.ExpectMsg(new ConfigurationWanted("t", 1));
        Assert.Equal([1, 1], _bench.Stations.Select(s => s.Chip));
        Assert.NotNull(_bench.Kit.System.Find("/node/t-right"));
    }

    [Fact]
    public void Chips_end_with_their_training()
    {
        Pin("x", "a");

        _bench.Trainer.Send(_bench.Node, new TrainingEnded("t"));
        _bench.Kit.RunUntilIdle();

        Assert.Null(_bench.Kit.System.Find("/node/t-right"));
    }

    [Fact]
    public void Chips_end_with_their_trainer()
    {
        Pin("x", "a");

        _bench.Trainer.Ref.Tell(PoisonPill.Instance);
        _bench.Kit.RunUntilIdle();

        Assert.Null(_bench.Kit.System.Find("/node/t-right"));
        Assert.NotNull(_bench.Kit.System.Find(NodeActor.Path));
    }

    private void Pin(params string[] pins)
    {
        var configuration = ToyBlocks.Configuration(1) with { Chips = Chips };
        _bench.Trainer.Send(_bench.Node, new ClusterConfiguration("t", configuration, pins));
        _bench.Kit.RunUntilIdle();
    }
}
