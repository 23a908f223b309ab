using Bss2.Actors.Remoting;
using Bss2.Actors.Runtime;
using Bss2.Chip.Rack;
using Bss2.Chip.Tests.Blocks;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;
using Bss2.Messages.Spikes;
using Bss2.TestKit;

namespace Bss2.Chip.Tests.Rack;

/// <summary>Stations in virtual time: whatever the order in which messages arrive, and however often, the recordings are the emulator's.</summary>
public sealed class StationScheduleTests
{
    private const int Blocks = 4;
    private const int Samples = 2;

    [Fact]
    public void Any_order_of_deliveries_within_a_rack_gives_the_same_bytes()
    {
        var configuration = Racks.ChainConfiguration();
        var expected = Expected(configuration);
        for (var seed = 1ul; seed <= 40; seed++)
        {
            var kit = new ActorTestKit(seed);
            var probe = kit.CreateProbe();
            var rack = kit.System.Spawn(RackActor.Recipe, "rack");
            probe.Send(rack, configuration);
            for (var number = 0; number < Blocks; number++)
            {
                probe.Send(rack, Block(configuration, number));
            }

            AssertSame(expected, [.. Enumerable.Range(0, Blocks).Select(_ => probe.ExpectMsg<BlockRecording>())], seed);
            Assert.Empty(kit.Failures);
            Assert.Empty(kit.DeadLetters);
        }
    }

    [Fact]
    public void Blocks_before_their_configuration_and_spikes_before_their_block_are_held()
    {
        var configuration = Racks.PairConfiguration();
        var expected = Expected(configuration);
        for (var seed = 1ul; seed <= 40; seed++)
        {
            var kit = new ActorTestKit(seed);
            var stations = Stations(kit.System, kit.System);
            var asker = kit.CreateProbe();

            // Of two senders to one station either may be first.
            var configurer = kit.CreateProbe();
            foreach (var station in stations)
            {
                configurer.Send(station, configuration);
                for (var number = 0; number < Blocks; number++)
                {
                    asker.Send(station, Block(configuration, number));
                }
            }

            var assemblies = Enumerable.Range(0, Blocks).Select(_ => new RackAssembly(2)).ToArray();
            for (var answer = 0; answer < 2 * Blocks; answer++)
            {
                var part = asker.ExpectMsg<ChipRecording>();
                assemblies[part.Recording.Id.Block].Add(part);
            }

            AssertSame(expected, [.. assemblies.Select((a, number) => a.Build(new BlockId(1, number, 0)))], seed);
        }
    }

    [Fact]
    public void Spikes_that_come_first_are_used_and_what_comes_twice_or_late_changes_nothing()
    {
        var configuration = Racks.PairConfiguration();
        var kit = new ActorTestKit();
        var (left, asker) = (kit.CreateProbe("left-probe"), kit.CreateProbe());
        var stations = new ActorRef[2];
        stations[0] = left.Ref;
        stations[1] = kit.System.Spawn(StationActor.Recipe(1, stations), "right");
        var link = Link(configuration, Block(configuration, 0));

        left.Send(stations[1], link);
        left.Send(stations[1], link with { TargetChip = 0 });
        Assert.Equal("LinkSpikes", Assert.Single(AfterIdle(kit).DeadLetters).Message.GetType().Name);
        asker.Send(stations[1], Block(configuration, 0));
        asker.ExpectNoMsg();
        asker.Send(stations[1], configuration);
        var first = asker.ExpectMsg<ChipRecording>();
        Assert.Equal(1, first.Chip);

        // A later attempt runs again and needs spikes again; spikes of any attempt will do, an earlier attempt changes nothing.
        asker.Send(stations[1], Block(configuration, 0, attempt: 2));
        asker.Send(stations[1], Block(configuration, 0, attempt: 1));
        asker.ExpectNoMsg();
        left.Send(stations[1], link);
        left.Send(stations[1], link);
        var second = asker.ExpectMsg<ChipRecording>();
        Assert.Equal(new BlockId(1, 0, 2), second.Recording.Id);
        Assert.Equal(first.Recording.Cadc[0].Codes, second.Recording.Cadc[0].Codes);
        asker.ExpectNoMsg();
    }

    [Fact]
    public void A_newer_configuration_fails_what_waits_for_spikes_and_older_messages_are_refused()
    {
        var configuration = Racks.PairConfiguration();
        var kit = new ActorTestKit();
        var asker = kit.CreateProbe();
        var stations = new ActorRef[2];
        stations[0] = kit.System.DeadLetters;
        stations[1] = kit.System.Spawn(StationActor.Recipe(1, stations), "right");
        asker.Send(stations[1], configuration);
        asker.Send(stations[1], Block(configuration, 0));
        asker.ExpectNoMsg();
        var newer = Racks.PairConfiguration(2);
        asker.Send(stations[1], newer);
        asker.ExpectMsg<BlockFailed>(f => f.Id == new BlockId(1, 0, 0) && f.Reason.Contains("needs configuration 1, the chip has 2", StringComparison.Ordinal));

        // The older configuration, its spikes and its blocks come late: the station stays with the newer one.
        asker.Send(stations[1], configuration);
        asker.Send(stations[1], Link(configuration, Block(configuration, 0)));
        asker.Send(stations[1], Block(configuration, 0, attempt: 1));
        asker.ExpectMsg<BlockFailed>(f => f.Reason.Contains("the chip has 2", StringComparison.Ordinal));
        var block = Block(newer, 1);
        asker.Send(stations[1], block);
        asker.Send(stations[1], Link(newer, block));
        asker.ExpectMsg<ChipRecording>();
    }

    [Fact]
    public void A_station_holds_a_bounded_number_of_blocks_and_earlier_runs_make_room()
    {
        var configuration = Racks.PairConfiguration();
        var kit = new ActorTestKit();
        var asker = kit.CreateProbe();
        var stations = new ActorRef[2];
        stations[0] = kit.System.DeadLetters;
        stations[1] = kit.System.Spawn(StationActor.Recipe(1, stations), "right");
        for (var number = 0; number < HeldBlocks.Capacity; number++)
        {
            asker.Send(stations[1], Block(configuration, number));
        }

        asker.ExpectNoMsg();
        asker.Send(stations[1], Block(configuration, HeldBlocks.Capacity));
        asker.ExpectMsg<BlockFailed>(f => f.Reason.Contains("holds 1024 blocks, the most it takes", StringComparison.Ordinal));
        var next = Block(configuration, 0) with { Id = new BlockId(2, 0, 0) };
        asker.Send(stations[1], next);
        for (var number = 0; number < HeldBlocks.Capacity; number++)
        {
            asker.ExpectMsg<BlockFailed>(f => f.Id.Run == 1 && f.Reason.Contains("run 2 took its place", StringComparison.Ordinal));
        }

        asker.Send(stations[1], configuration);
        asker.Send(stations[1], Link(configuration, next));
        asker.ExpectMsg<ChipRecording>(r => r.Recording.Id == next.Id);
    }

    [Fact]
    public void Stations_on_other_nodes_give_the_same_bytes_over_slow_links_that_repeat_and_reorder()
    {
        var faults = new LinkFaults { MinimumDelay = TimeSpan.FromMilliseconds(1), MaximumDelay = TimeSpan.FromMilliseconds(30), Duplicate = 0.2, Reorder = 0.3 };
        var configuration = Racks.PairConfiguration();
        var expected = Expected(configuration);
        for (var seed = 1ul; seed <= 30; seed++)
        {
            var (network, rack, asker) = Spread(seed, faults);
            asker.Send(rack, configuration);
            for (var number = 0; number < Blocks; number++)
            {
                asker.Send(rack, Block(configuration, number));
            }

            AssertSame(expected, [.. Enumerable.Range(0, Blocks).Select(_ => asker.ExpectMsg<BlockRecording>())], seed);
            asker.ExpectNoMsg(TimeSpan.FromSeconds(1));
            Assert.True(network.Counts.Sent > Blocks);
        }
    }

    [Fact]
    public void Lost_messages_cost_another_attempt_and_no_byte()
    {
        var faults = new LinkFaults { MinimumDelay = TimeSpan.FromMilliseconds(1), MaximumDelay = TimeSpan.FromMilliseconds(20), Drop = 0.2, Duplicate = 0.1 };
        var dropped = 0L;
        for (var seed = 1ul; seed <= 20; seed++)
        {
            var (network, rack, asker) = Spread(seed, faults);
            for (var version = 1; version <= 3; version++)
            {
                var configuration = Racks.PairConfiguration(version);
                asker.Send(rack, configuration);
                AssertSame(Expected(configuration), AskUntilAnswered(asker, rack, configuration), seed);
            }

            dropped += network.Counts.Dropped;
        }

        Assert.True(dropped > 20, $"{dropped} lost");
    }

    /// <summary>Asks as a trainer does that hears nothing: with the next attempt of what is missing.</summary>
    private static BlockRecording[] AskUntilAnswered(TestProbe asker, ActorRef rack, RackConfiguration configuration)
    {
        var answers = new BlockRecording?[Blocks];
        for (var attempt = 0; answers.Contains(null); attempt++)
        {
            Assert.True(attempt < 100, "No answer after 100 attempts.");
            for (var number = 0; number < Blocks; number++)
            {
                if (answers[number] is null)
                {
                    asker.Send(rack, Block(configuration, number, attempt));
                }
            }

            while (Next(asker) is BlockRecording recording)
            {
                Assert.Null(answers[recording.Id.Block]);
                answers[recording.Id.Block] = recording;
            }
        }

        return answers!;
    }

    /// <summary>What comes within half a second of virtual time, or null.</summary>
    private static BlockRecording? Next(TestProbe asker)
    {
        try
        {
            return asker.FishForMessage<BlockRecording>(within: TimeSpan.FromMilliseconds(500));
        }
        catch (ProbeException)
        {
            return null;
        }
    }

    private static (LoopbackNetwork Network, ActorRef Rack, TestProbe Asker) Spread(ulong seed, LinkFaults faults)
    {
        var network = new LoopbackNetwork(seed, faults);
        ActorRef[] stations = [network.Resolve("node-0", "/station"), network.Resolve("node-1", "/station")];
        for (var chip = 0; chip < stations.Length; chip++)
        {
            network.AddNode($"node-{chip}").Spawn(StationActor.Recipe(chip, stations), "station");
        }

        var trainer = network.AddNode("trainer");
        var kit = new ActorTestKit(network.Dispatcher);
        return (network, trainer.Spawn(RackActor.Over(stations), "rack"), kit.CreateProbe(system: trainer));
    }

    private static ActorRef[] Stations(params ActorSystem[] systems)
    {
        var stations = new ActorRef[systems.Length];
        for (var chip = 0; chip < stations.Length; chip++)
        {
            stations[chip] = systems[chip].Spawn(StationActor.Recipe(chip, stations), $"station-{chip}");
        }

        return stations;
    }

    private static RunBlock Block(RackConfiguration configuration, int number, int attempt = 0)
    {
        var block = Networks.Block(configuration.Network, number * Samples, Samples, configuration.Version, number);
        return block with { Id = block.Id with { Attempt = attempt } };
    }

    private static string[] Expected(RackConfiguration configuration)
    {
        var rack = new RackEmulator();
        rack.Configure(configuration);
        return [.. Enumerable.Range(0, Blocks).SelectMany(number => RecordingBytes.Samples(rack.Run(Block(configuration, number))))];
    }

    /// <summary>What the first of two chips sends to the second.</summary>
    private static LinkSpikes Link(RackConfiguration configuration, RunBlock block)
    {
        var plan = RackPlan.Of(configuration.Network, configuration.Chips);
        var chip = new Bss2.Chip.Blocks.ChipEmulator();
        chip.Configure(plan.Parts[0].Configuration(configuration));
        return Assert.Single(plan.Parts[0].Send(block, chip.Run(plan.Parts[0].Block(block, new Dictionary<int, SpikeBatch>()))));
    }

    private static ActorTestKit AfterIdle(ActorTestKit kit)
    {
        kit.RunUntilIdle();
        return kit;
    }

    private static void AssertSame(string[] expected, IEnumerable<BlockRecording> recordings, ulong seed)
    {
        var actual = recordings.OrderBy(r => r.Id.Block).SelectMany(RecordingBytes.Samples).ToArray();
        Assert.True(expected.SequenceEqual(actual), $"Seed {seed} gives other recordings.");
    }
}
