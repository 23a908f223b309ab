using Bss2.Actors.Remoting.RabbitMq;
using Bss2.Actors.Runtime;
using Bss2.Messages.Cluster;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;
using Bss2.Nodes.Cluster;

namespace Bss2.Nodes.Tests.Cluster;

public sealed class NodeActorTests : IDisposable
{
    private readonly NodeBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void A_block_with_its_configuration_runs_and_is_answered_under_its_identity()
    {
        _bench.Configure(1);
        var block = ToyBlocks.Block(4, 2);
        var tag = _bench.Deliver(block);

        _bench.Run(block);

        _bench.ExpectRecording(tag, block);
        _bench.Trainer.ExpectNoMsg(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void The_only_chip_of_a_rack_may_answer_itself()
    {
        _bench.Configure(1);
        var block = ToyBlocks.Block(4, 2);
        var tag = _bench.Deliver(block);

        _bench.Racks.FishForMessage<RunBlock>(b => b.Id == block.Id);
        _bench.Racks.Reply(new ToyRack.FinishInside(block));

        _bench.ExpectRecording(tag, block);
    }

    [Fact]
    public void An_answer_of_a_stranger_is_not_the_racks()
    {
        _bench.Configure(1);
        var block = ToyBlocks.Block(4, 2);
        _bench.Deliver(block);
        _bench.Racks.FishForMessage<RunBlock>(b => b.Id == block.Id);
        var stranger = _bench.Kit.CreateProbe("stranger");

        stranger.Send(_bench.Node, ToyBlocks.Record(block, ToyBlocks.Configuration(1)));
        _bench.Kit.RunUntilIdle();

        _bench.Consumer.ExpectNoMsg(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void Blocks_go_to_the_idlest_rack()
    {
        _bench.Configure(1);
        RunBlock[] blocks = [ToyBlocks.Block(1, 0), ToyBlocks.Block(1, 1), ToyBlocks.Block(1, 2), ToyBlocks.Block(1, 3)];
        foreach (var block in blocks[..3])
        {
            _bench.Deliver(block);
        }

        var racks = new Dictionary<int, ActorRef>();
        for (var k = 0; k < 3; k++)
        {
            var block = _bench.Racks.FishForMessage<RunBlock>();
            racks[block.Id.Block] = _bench.Racks.LastSender;
        }

        Assert.NotEqual(racks[0], racks[1]);
        Assert.Equal(racks[0], racks[2]);
        racks[1].Tell(new ToyRack.Finish(blocks[1]));
        _bench.Deliver(blocks[3]);
        _bench.Racks.FishForMessage<RunBlock>();
        Assert.Equal(racks[1], _bench.Racks.LastSender);
    }

    [Fact]
    public void A_block_waits_for_its_broadcast_and_asks_nobody_where_that_comes_soon()
    {
        var block = ToyBlocks.Block(1, 0, version: 2);
        var tag = _bench.Deliver(block);
        _bench.Configure(1);
        _bench.Kit.Advance(TimeSpan.FromMilliseconds(40));
        _bench.Configure(2);

        _bench.Run(block);

        _bench.ExpectRecording(tag, block);
        _bench.Trainer.ExpectNoMsg(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void A_missing_configuration_is_asked_for_until_it_comes()
    {
        var block = ToyBlocks.Block(1, 0, version: 3);
        var tag = _bench.Deliver(block);

        _bench.Trainer.ExpectNoMsg(TimeSpan.FromMilliseconds(49));
        _bench.Trainer.ExpectMsg(new ConfigurationWanted("t", 3), TimeSpan.FromMilliseconds(2));
        Assert.Equal(_bench.Node, _bench.Trainer.LastSender);
        _bench.Trainer.ExpectNoMsg(TimeSpan.FromMilliseconds(990));
        _bench.Trainer.ExpectMsg(new ConfigurationWanted("t", 3), TimeSpan.FromMilliseconds(20));
        _bench.Configure(3);
        _bench.Run(block);

        _bench.ExpectRecording(tag, block);
        _bench.Trainer.ExpectNoMsg(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void Blocks_of_a_trainer_that_never_answers_are_dropped_in_the_end()
    {
        var tags = new[] { _bench.Deliver(ToyBlocks.Block(1, 0)), _bench.Deliver(ToyBlocks.Block(1, 1)) };

        _bench.Kit.Advance(TimeSpan.FromSeconds(NodeTraining.QuestionsPermitted + 1));

        _bench.ExpectDropped(tags[0]);
        _bench.ExpectDropped(tags[1]);
        Assert.Equal(NodeTraining.QuestionsPermitted, Enumerable.Range(0, NodeTraining.QuestionsPermitted).Select(_ => _bench.Trainer.ExpectMsg<ConfigurationWanted>()).Count());
        _bench.Trainer.ExpectNoMsg(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void A_block_of_an_older_configuration_is_dropped()
    {
        _bench.Configure(5);

        _bench.ExpectDropped(_bench.Deliver(ToyBlocks.Block(1, 0, version: 4)));

        _bench.Configure(4);
        _bench.ExpectDropped(_bench.Deliver(ToyBlocks.Block(1, 1, version: 4)));
    }

    [Fact]
    public void A_block_that_waits_is_dropped_when_the_answer_is_a_later_configuration()
    {
        var tag = _bench.Deliver(ToyBlocks.Block(1, 0, version: 2));

        _bench.Configure(3);

        _bench.ExpectDropped(tag);
    }

    [Fact]
    public void A_block_that_comes_again_while_it_runs_runs_once_and_all_deliveries_are_answered()
    {
        using var bench = new NodeBench(replicas: 1);
        bench.Configure(1);
        var block = ToyBlocks.Block(1, 0);
        var first = bench.Deliver(block);
        var redelivered = bench.Deliver(block, redelivered: true);
        var repeated = bench.Deliver(block with { Id = block.Id with { Attempt = 1 } });

        bench.Run(block);

        bench.ExpectRecording(first, block);
        bench.ExpectRecording(redelivered, block);
        bench.ExpectRecording(repeated, block);
        bench.Racks.ExpectNoMsg();
    }

    [Fact]
    public void A_failure_is_answered_as_one()
    {
        _bench.Configure(1);
        var block = ToyBlocks.Block(1, 0);
        var tag = _bench.Deliver(block);
        _bench.Racks.FishForMessage<RunBlock>();
        var failed = new BlockFailed(block.Id, block.FirstSample, "no");
        _bench.Racks.Reply(failed);

        _bench.Consumer.ExpectMsg(new WorkDone(tag, failed, _bench.Node));
        Assert.Contains("Warning: Block 1/0/0 of training t failed: no", _bench.Log, StringComparison.Ordinal);
    }

    [Fact]
    public void Blocks_of_a_rack_that_dies_run_on_others()
    {
        _bench.Configure(1);
        var block = ToyBlocks.Block(1, 0);
        var tag = _bench.Deliver(block);
        _bench.Racks.FishForMessage<RunBlock>();
        var dead = _bench.Racks.LastSender;
        _bench.Racks.Reply(new ToyRack.Die());

        var second = _bench.Run(block);

        Assert.NotEqual(dead, second);
        _bench.ExpectRecording(tag, block);
    }

    [Fact]
    public void A_block_whose_racks_die_three_times_has_failed()
    {
        _bench.Configure(1);
        var (bad, good) = (ToyBlocks.Block(1, 0), ToyBlocks.Block(1, 1));
        var tag = _bench.Deliver(bad);
        for (var death = 0; death < NodeTraining.DeathsPermitted; death++)
        {
            _bench.Racks.FishForMessage<RunBlock>();
            _bench.Racks.Reply(new ToyRack.Die());
        }

        var failed = Assert.IsType<BlockFailed>(_bench.Consumer.ExpectMsg<WorkDone>(d => d.Tag == tag).Reply);
        Assert.Equal(bad.Id, failed.Id);
        Assert.Equal("3 racks of node 'a' ended while they ran the block.", failed.Reason);

        var next = _bench.Deliver(good);
        _bench.Run(good);
        _bench.ExpectRecording(next, good);
    }

    [Fact]
    public void Two_trainings_have_racks_and_configurations_of_their_own()
    {
        var other = _bench.Kit.CreateProbe("other");
        _bench.Configure(1);
        _bench.Configure(7, "u", other);
        var (mine, others) = (ToyBlocks.Block(1, 0), ToyBlocks.Block(1, 0, version: 7));
        var (first, second) = (_bench.Deliver(mine), _bench.Deliver(others, "u", other));

        var racks = new List<ActorRef>();
        for (var k = 0; k < 2; k++)
        {
            var block = _bench.Racks.FishForMessage<RunBlock>();
            racks.Add(_bench.Racks.LastSender);
            _bench.Racks.Reply(new ToyRack.Finish(block));
        }

        Assert.NotEqual(racks[0], racks[1]);
        var answers = new[] { _bench.Consumer.ExpectMsg<WorkDone>(), _bench.Consumer.ExpectMsg<WorkDone>() }.ToDictionary(d => d.Tag, d => (BlockRecording)d.Reply!);
        Assert.Equal(ToyBlocks.Record(mine, ToyBlocks.Configuration(1)).Cadc[0].Codes, answers[first].Cadc[0].Codes);
        Assert.Equal(ToyBlocks.Record(others, ToyBlocks.Configuration(7)).Cadc[0].Codes, answers[second].Cadc[0].Codes);
    }

    [Fact]
    public void What_belongs_to_a_lost_trainer_is_dropped_and_its_racks_end()
    {
        var other = _bench.Kit.CreateProbe("other");
        _bench.Configure(1);
        _bench.Configure(1, "u", other);
        var theirs = ToyBlocks.Block(1, 5);
        var (running, waiting) = (_bench.Deliver(ToyBlocks.Block(1, 0)), _bench.Deliver(ToyBlocks.Block(2, 0, version: 2)));
        _bench.Racks.FishForMessage<RunBlock>(b => b.Id.Block == 0);
        _bench.Racks.Watch(_bench.Racks.LastSender);
        var kept = _bench.Deliver(theirs, "u", other);

        _bench.Trainer.Ref.Tell(PoisonPill.Instance);

        _bench.ExpectDropped(running);
        _bench.ExpectDropped(waiting);
        _bench.Run(theirs);
        _bench.ExpectRecording(kept, theirs);
        _bench.Racks.FishForMessage<Terminated>();
        _bench.Consumer.ExpectNoMsg(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Blocks_of_an_ended_training_are_dropped_at_once()
    {
        _bench.Configure(1);
        var running = _bench.Deliver(ToyBlocks.Block(1, 0));

        _bench.Trainer.Send(_bench.Node, new TrainingEnded("t"));

        _bench.ExpectDropped(running);
        _bench.ExpectDropped(_bench.Deliver(ToyBlocks.Block(1, 1)));
        Assert.Contains("Training t has ended: 0 blocks done here", _bench.Log, StringComparison.Ordinal);
    }

    [Fact]
    public void The_trainings_that_were_idle_longest_are_forgotten_and_those_with_blocks_in_hand_are_not()
    {
        _bench.Configure(1, "busy");
        var block = ToyBlocks.Block(1, 0);
        var tag = _bench.Deliver(block, "busy");
        for (var k = 0; k < NodeActor.MostTrainings; k++)
        {
            _bench.Configure(1, $"idle-{k}");
        }

        Assert.Contains("Training idle-0 has ended", _bench.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("Training idle-1 has ended", _bench.Log, StringComparison.Ordinal);
        _bench.Run(block);
        _bench.ExpectRecording(tag, block);
        var (late, later) = (ToyBlocks.Block(1, 1), ToyBlocks.Block(1, 2));
        _bench.Deliver(late, "idle-1");
        _bench.Run(late);
        _bench.Deliver(later, "idle-0");
        _bench.Trainer.ExpectMsg(new ConfigurationWanted("idle-0", 1));
    }

    [Fact]
    public void Work_that_is_no_block_is_refused_with_the_reason()
    {
        _bench.Consumer.Send(_bench.Node, new WorkDelivered(new WhoIsThere(), _bench.Trainer.Ref, false, TimeSpan.Zero, 9));
        _bench.Consumer.ExpectMsg(new WorkRefused(9, "Node 'a' takes BlockOrder from this queue, not WhoIsThere."));

        _bench.Consumer.Send(_bench.Node, new WorkDelivered(new BlockOrder("t", ToyBlocks.Block(1, 3)), _bench.Kit.System.DeadLetters, false, TimeSpan.Zero, 10));
        _bench.Consumer.ExpectMsg(new WorkRefused(10, "Nobody is named who wants the answer to block 3 of training 't'."));
    }

    [Fact]
    public void Whoever_asks_is_answered_and_everybody_is_told_when_the_broker_is_back()
    {
        _bench.Trainer.Send(_bench.Node, new WhoIsThere());
        _bench.Trainer.ExpectMsg<NodeAnnounced>(a => a is { Name: "a", Replicas: 2, Draining: false });
        _bench.Presence.ExpectNoMsg();

        _bench.Node.Tell(new NetworkLost("gone"));
        _bench.Kit.RunUntilIdle();
        Assert.Equal("the broker is out of reach: gone", _bench.Health.WhyNotReady);
        _bench.Node.Tell(new NetworkRestored());
        _bench.Presence.ExpectMsg<NodeAnnounced>(a => a.Name == "a");
        Assert.Null(_bench.Health.WhyNotReady);
    }

    [Fact]
    public void A_refusal_is_logged_once_for_each_trainer()
    {
        for (var k = 0; k < 3; k++)
        {
            _bench.Trainer.Send(_bench.Node, new NodeRefused("too old"));
        }

        _bench.Kit.RunUntilIdle();
        Assert.Single(_bench.Log.Split('\n'), line => line.EndsWith("Trainer refuses node a: /trainer: too old", StringComparison.Ordinal));
    }

    [Fact]
    public void Draining_finishes_what_runs_and_gives_the_rest_back()
    {
        _bench.Configure(1);
        var running = ToyBlocks.Block(1, 0);
        var (first, waiting) = (_bench.Deliver(running), _bench.Deliver(ToyBlocks.Block(2, 0, version: 2)));

        _bench.Node.Tell(new DrainNode());

        _bench.Consumer.ExpectMsg(new StopConsuming());
        _bench.Consumer.ExpectMsg(new WorkReturned(waiting));
        _bench.Presence.ExpectMsg<NodeAnnounced>(a => a.Draining);
        var late = _bench.Deliver(ToyBlocks.Block(1, 1));
        _bench.Consumer.ExpectMsg(new WorkReturned(late));
        _bench.Consumer.Send(_bench.Node, new ConsumingStopped());
        _bench.Kit.Advance(TimeSpan.FromSeconds(5));
        Assert.False(_bench.Setup.Ended.Task.IsCompleted);

        _bench.Run(running);

        _bench.ExpectRecording(first, running);
        Assert.True(_bench.Setup.Ended.Task.IsCompletedSuccessfully);
        Assert.StartsWith("draining", _bench.Health.WhyNotReady, StringComparison.Ordinal);
    }

    [Fact]
    public void Draining_waits_until_nothing_more_can_be_delivered()
    {
        _bench.Node.Tell(new DrainNode());
        _bench.Consumer.ExpectMsg(new StopConsuming());
        Assert.False(_bench.Setup.Ended.Task.IsCompleted);

        var late = _bench.Deliver(ToyBlocks.Block(1, 1));
        _bench.Consumer.ExpectMsg(new WorkReturned(late));
        _bench.Consumer.Send(_bench.Node, new ConsumingStopped());
        _bench.Kit.RunUntilIdle();

        Assert.True(_bench.Setup.Ended.Task.IsCompletedSuccessfully);
    }

    [Fact]
    public void Draining_without_a_broker_waits_for_nothing()
    {
        _bench.Configure(1);
        _bench.Deliver(ToyBlocks.Block(1, 0));
        _bench.Node.Tell(new DrainNode());
        _bench.Kit.RunUntilIdle();

        _bench.Node.Tell(new NetworkLost("gone"));
        _bench.Kit.RunUntilIdle();

        Assert.True(_bench.Setup.Ended.Task.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_broker_that_is_gone_for_good_ends_the_node_with_the_reason()
    {
        _bench.Node.Tell(new NetworkAbandoned("nobody answers for 120 s."));
        _bench.Kit.RunUntilIdle();

        Assert.True(_bench.Setup.Ended.Task.IsCompleted);
        Assert.Equal("nobody answers for 120 s.", (await _bench.Setup.Ended.Task).Fault);
        Assert.Equal("nobody answers for 120 s.", _bench.Health.WhyDead);
    }

    [Fact]
    public void An_answer_that_nobody_waits_for_is_ignored()
    {
        _bench.Configure(1);
        var block = ToyBlocks.Block(1, 0);
        var tag = _bench.Deliver(block);
        var recording = ToyBlocks.Record(block, ToyBlocks.Configuration(1));
        _bench.Trainer.Send(_bench.Node, recording);
        _bench.Trainer.Send(_bench.Node, recording with { Id = new BlockId(9, 9, 9) });
        _bench.Consumer.ExpectNoMsg(TimeSpan.FromSeconds(1));

        _bench.Run(block);

        _bench.ExpectRecording(tag, block);
    }
}
