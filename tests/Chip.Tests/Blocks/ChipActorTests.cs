using Bss2.Actors.Runtime;
using Bss2.Chip.Blocks;
using Bss2.Chip.Hagen;
using Bss2.Chip.Placement;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;

namespace Bss2.Chip.Tests.Blocks;

public sealed class ChipActorTests
{
    private const int Batch = 10;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 1)]
    [InlineData(10, 1)]
    [InlineData(1, 2)]
    [InlineData(3, 2)]
    [InlineData(3, 4)]
    public async Task Actors_record_the_bytes_of_the_direct_path_for_any_block_size_and_number_of_chips(int blockSize, int chips)
    {
        var network = Deep();
        var configuration = Networks.Configuration(network, Imperfections.All);
        var direct = new ChipEmulator();
        direct.Configure(configuration);
        var expected = RecordingBytes.Samples(direct.Run(Networks.Block(network, 0, Batch))).ToArray();

        await using var system = ActorSystem.Create("parity");
        var replicas = Enumerable.Range(0, chips).Select(i => system.Spawn(ChipActor.Recipe, $"chip-{i}")).ToArray();
        foreach (var replica in replicas)
        {
            replica.Tell(configuration);
        }

        var answers = new List<Task<object>>();
        for (var first = 0; first < Batch; first += blockSize)
        {
            var block = Networks.Block(network, first, Math.Min(blockSize, Batch - first), number: first);
            answers.Add(replicas[answers.Count % chips].Ask<object>(block, Patience));
        }

        var recordings = (await Task.WhenAll(answers)).Select(Assert.IsType<BlockRecording>);
        Assert.Equal(expected, recordings.SelectMany(RecordingBytes.Samples));
    }

    [Fact]
    public async Task A_configuration_waits_for_the_blocks_before_it()
    {
        var network = Networks.Layered(10, 40);
        var direct = new ChipEmulator();
        await using var system = ActorSystem.Create("versions");
        var chip = system.Spawn(ChipActor.Recipe, "chip");
        var (answers, expected) = (new List<Task<object>>(), new List<string>());
        for (var version = 1; version <= 8; version++)
        {
            // Every fourth version changes the chip, which places the network anew; the others change weights.
            var configuration = Networks.Configuration(network, Imperfections.All, Networks.Weights(network, version), version);
            configuration = configuration with { Chip = configuration.Chip with { Serial = new ChipSerial(version / 4) } };
            chip.Tell(configuration);
            var block = Networks.Block(network, version, 2, version, version);
            answers.Add(chip.Ask<object>(block, Patience));
            direct.Configure(configuration);
            expected.AddRange(RecordingBytes.Samples(direct.Run(block)));
        }

        var recordings = (await Task.WhenAll(answers)).Select(Assert.IsType<BlockRecording>);
        Assert.Equal(expected, recordings.SelectMany(RecordingBytes.Samples));
    }

    [Fact]
    public async Task What_cannot_run_is_answered_with_a_reason_and_the_chip_goes_on()
    {
        var network = Networks.Layered(10, 40);
        await using var system = ActorSystem.Create("failures");
        var chip = system.Spawn(ChipActor.Recipe, "chip");

        async Task<string> Failure(RunBlock block)
        {
            var failed = Assert.IsType<BlockFailed>(await chip.Ask<object>(block, Patience));
            Assert.Equal((block.Id, block.FirstSample), (failed.Id, failed.FirstSample));
            return failed.Reason;
        }

        Assert.Contains("the chip has none", await Failure(Networks.Block(network, 0, 1)), StringComparison.Ordinal);

        var heavy = Networks.Configuration(network, Imperfections.All, [new(0, new sbyte[400]), new(1, [64])], 1);
        chip.Tell(heavy);
        Assert.Contains("got 1 weights; it needs 3 x 40 = 120", await Failure(Networks.Block(network, 0, 1)), StringComparison.Ordinal);

        chip.Tell(Networks.Configuration(network, Imperfections.All, version: 2));
        Assert.Contains("needs configuration 3, the chip has 2", await Failure(Networks.Block(network, 0, 1, 3)), StringComparison.Ordinal);
        Assert.Contains("permitted are even ticks", await Failure(Networks.Single(40, (3, 0)) with { ConfigurationVersion = 2 }), StringComparison.Ordinal);
        Assert.IsType<BlockRecording>(await chip.Ask<object>(Networks.Block(network, 0, 1, 2), Patience));
    }

    [Fact]
    public async Task A_network_that_changes_shape_reuses_the_chips_parts()
    {
        await using var system = ActorSystem.Create("shapes");
        var chip = system.Spawn(ChipActor.Recipe, "chip");
        var direct = new ChipEmulator();
        var version = 0;
        foreach (var network in new[] { Deep(), Networks.Layered(3, 5), Networks.Layered(10, 120), Deep() })
        {
            var configuration = Networks.Configuration(network, Imperfections.All, version: ++version);
            chip.Tell(configuration);
            direct.Configure(configuration);
            var block = Networks.Block(network, 0, 2, version);
            var recording = Assert.IsType<BlockRecording>(await chip.Ask<object>(block, Patience));
            Assert.Equal(RecordingBytes.Samples(direct.Run(block)), RecordingBytes.Samples(recording));
        }
    }

    [Fact]
    public async Task A_stage_that_fails_fails_its_block_with_a_reason_until_the_next_placement()
    {
        var network = Networks.Layered(10, 40);
        await using var system = ActorSystem.Create("stages");
        var chip = system.Spawn(ChipActor.Recipe, "chip");
        var configuration = Networks.Configuration(network, Imperfections.All);
        chip.Tell(configuration);
        Assert.IsType<BlockRecording>(await chip.Ask<object>(Networks.Block(network, 0, 2), Patience));

        // A quadrant that has lost its circuits cannot run its level.
        var crossbar = system.Find("/chip/crossbar")!;
        var wiring = new ChipWiring(crossbar, [], [], null, [], new FrameBuffers(), new ProductBuffers());
        system.Find("/chip/quadrant-2")!.Tell(new ConfigureStage(1, Placer.Place(network), [], configuration.Chip, 1, configuration.Weights, wiring));
        var failed = Assert.IsType<BlockFailed>(await chip.Ask<object>(Networks.Block(network, 0, 2, number: 1), Patience));
        Assert.StartsWith("The quadrant 2 failed", failed.Reason, StringComparison.Ordinal);

        chip.Tell(configuration with { Version = 2, Chip = configuration.Chip with { StepTicks = 25 } });
        Assert.IsType<BlockRecording>(await chip.Ask<object>(Networks.Block(network, 0, 2, version: 2, number: 2), Patience));
    }

    [Fact]
    public async Task A_stage_that_cannot_take_a_configuration_makes_it_unusable()
    {
        var network = Networks.Layered(10, 40);
        await using var system = ActorSystem.Create("weights");
        var chip = system.Spawn(ChipActor.Recipe, "chip");
        chip.Tell(Networks.Configuration(network, Imperfections.All));
        Assert.IsType<BlockRecording>(await chip.Ask<object>(Networks.Block(network, 0, 1), Patience));
        chip.Tell(new StageConfigured(1, "no room"));
        var failed = Assert.IsType<BlockFailed>(await chip.Ask<object>(Networks.Block(network, 0, 1), Patience));
        Assert.Contains("Configuration 1 could not be used. no room", failed.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stopped_chip_answers_what_it_had_accepted()
    {
        var network = Networks.Layered(10, 40);
        var system = ActorSystem.Create("stop");
        var chip = system.Spawn(ChipActor.Recipe, "chip");
        chip.Tell(Networks.Configuration(network, Imperfections.All));
        Assert.IsType<BlockRecording>(await chip.Ask<object>(Networks.Block(network, 0, 1), Patience));
        system.Find("/chip/quadrant-0")!.Tell(new ConfigureStage(1, Placer.Place(network), QuadrantPass.Of(Placer.Place(network)),
            new ChipSettings(new ChipSerial(1), CadcPeriodTicks: 500), 1, Networks.Weights(network), new ChipWiring(system.DeadLetters, [], [system.DeadLetters, null], null, [], new FrameBuffers(), new ProductBuffers())));

        // The quadrant now sends into the void: the block stays on its way until the chip stops.
        var answer = chip.Ask<object>(Networks.Block(network, 0, 1, number: 1), Patience);
        var refused = await chip.Ask<object>(Networks.Block(network, 0, 1, number: 1), Patience);
        Assert.Contains("is running already", Assert.IsType<BlockFailed>(refused).Reason, StringComparison.Ordinal);
        await system.TerminateAsync();
        Assert.Contains("stopped while the block ran", Assert.IsType<BlockFailed>(await answer).Reason, StringComparison.Ordinal);
    }

    /// <summary>Two inputs, two LIF layers over three quadrants, a readout beside them, one connection that skips a layer.</summary>
    private static NetworkSpec Deep() => new(
        [
            Networks.Input("left", 6), Networks.Input("right", 4),
            Networks.Lif("first", 60), Networks.Lif("second", 30, [.. Enumerable.Range(240, 16), .. Enumerable.Range(320, 14)]), Networks.Li("out", 4, [80, 81, 300, 301]),
        ],
        [Networks.Join(0, 2), Networks.Join(1, 2), Networks.Join(2, 3), Networks.Join(1, 3), Networks.Join(3, 4), Networks.Join(2, 4)]);
}
