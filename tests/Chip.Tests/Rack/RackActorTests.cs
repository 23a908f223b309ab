using Bss2.Actors.Runtime;
using Bss2.Chip.Rack;
using Bss2.Chip.Tests.Blocks;
using Bss2.Messages.Experiment;
using Bss2.TestKit;

namespace Bss2.Chip.Tests.Rack;

public sealed class RackActorTests
{
    private const int Batch = 75;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(75, 1)]
    [InlineData(10, 1)]
    [InlineData(7, 2)]
    [InlineData(1, 4)]
    [InlineData(10, 4)]
    public async Task Yin_Yang_on_two_chips_records_the_emulators_bytes_for_any_blocks_and_replicas(int blockSize, int replicas)
    {
        var network = Racks.Pair(25, 120);
        await AssertSame(Racks.Configuration(network, Racks.Chips(Imperfections.All, "left", "right")), blockSize, replicas);
    }

    [Theory]
    [InlineData(75, 1)]
    [InlineData(7, 2)]
    public async Task Three_chips_in_a_row_record_the_emulators_bytes(int blockSize, int replicas) => await AssertSame(Racks.ChainConfiguration(), blockSize, replicas);

    [Fact]
    public async Task One_chip_answers_for_itself_under_its_name()
    {
        var network = Networks.Layered(10, 40);
        await AssertSame(Racks.Configuration(network, Racks.Chips(Imperfections.All, "chip")), 10, 2);
        await using var system = ActorSystem.Create("single");
        var rack = system.Spawn(RackActor.Recipe, "replica-0");
        rack.Tell(Racks.Configuration(network, Racks.Chips(Imperfections.All, "chip")));
        Assert.IsType<BlockRecording>(await rack.Ask<object>(Networks.Block(network, 0, 1), Patience));
        Assert.NotNull(system.Find("/replica-0/chip/crossbar"));
    }

    [Fact]
    public async Task A_configuration_waits_for_the_blocks_before_it()
    {
        await using var system = ActorSystem.Create("versions");
        var rack = system.Spawn(RackActor.Recipe, "rack");
        var direct = new RackEmulator();
        var (answers, expected) = (new List<Task<object>>(), new List<string>());
        for (var version = 1; version <= 12; version++)
        {
            // Weights change always; chips, their number and their order now and then.
            var configuration = (version / 3) switch
            {
                0 => Racks.PairConfiguration(version),
                1 => Racks.ChainConfiguration(version),
                2 => Racks.Configuration(Networks.Layered(10, 40), Racks.Chips(Imperfections.All, "right"), version: version),
                _ => Racks.Configuration(Racks.Pair(10, 40), Racks.Chips(Imperfections.All, "right", "left"), version: version),
            };
            rack.Tell(configuration);
            direct.Configure(configuration);
            for (var number = 0; number < 2; number++)
            {
                var block = Networks.Block(configuration.Network, version, 2, version, (version * 2) + number);
                answers.Add(rack.Ask<object>(block, Patience));
                expected.AddRange(RecordingBytes.Samples(direct.Run(block)));
            }

            // A single chip answers for itself, so only its answers tell when it may be replaced.
            if (version % 3 == 2)
            {
                await Task.WhenAll(answers);
            }
        }

        var recordings = (await Task.WhenAll(answers)).Select(Assert.IsType<BlockRecording>);
        Assert.Equal(expected, recordings.SelectMany(RecordingBytes.Samples));
    }

    [Fact]
    public async Task What_cannot_run_is_answered_once_with_a_reason_and_the_rack_goes_on()
    {
        await using var system = ActorSystem.Create("failures");
        var rack = system.Spawn(RackActor.Recipe, "rack");
        var good = Racks.PairConfiguration();
        var network = good.Network;

        async Task<string> Failure(RunBlock block)
        {
            var failed = Assert.IsType<BlockFailed>(await rack.Ask<object>(block, Patience));
            Assert.Equal((block.Id, block.FirstSample), (failed.Id, failed.FirstSample));
            return failed.Reason;
        }

        Assert.Contains("the chip has none", await Failure(Networks.Block(network, 0, 1)), StringComparison.Ordinal);

        rack.Tell(good with { Network = network with { Populations = [.. network.Populations.Select(p => p with { Chip = "left" })] } });
        Assert.Contains("Configuration 1 could not be used. Chip 'right' of the rack holds no population", await Failure(Networks.Block(network, 0, 1)), StringComparison.Ordinal);

        rack.Tell(good with { Version = 2, Weights = [good.Weights[0], new(1, [64])] });
        Assert.Contains("Chip 'right': Configuration 2 could not be used. Projection '1-2' got 1 weights", await Failure(Networks.Block(network, 0, 1, 2)), StringComparison.Ordinal);

        rack.Tell(good with { Version = 3 });
        Assert.Contains("needs configuration 4, the chip has 3", await Failure(Networks.Block(network, 0, 1, 4)), StringComparison.Ordinal);
        Assert.Contains("permitted are even ticks", await Failure(Networks.Single(40, (3, 0)) with { ConfigurationVersion = 3 }), StringComparison.Ordinal);
        Assert.IsType<BlockRecording>(await rack.Ask<object>(Networks.Block(network, 0, 1, 3, 1), Patience));
    }

    [Fact]
    public async Task A_stopped_rack_answers_what_it_had_accepted()
    {
        var kit = new ActorTestKit();
        var configuration = Racks.PairConfiguration();

        // The second station is nowhere, so the block stays on its way until the rack stops.
        var stations = new ActorRef[2];
        stations[0] = kit.System.Spawn(StationActor.Recipe(0, stations), "left");
        stations[1] = kit.System.DeadLetters;
        var rack = kit.System.Spawn(RackActor.Over(stations), "rack");
        rack.Tell(configuration);
        var running = rack.Ask<object>(Networks.Block(configuration.Network, 0, 1), Patience);
        rack.Tell(configuration with { Version = 2 });
        var waiting = rack.Ask<object>(Networks.Block(configuration.Network, 0, 1, 2, 1), Patience);
        kit.RunUntilIdle();
        Assert.False(running.IsCompleted || waiting.IsCompleted);
        await kit.System.TerminateAsync();
        Assert.Contains("stopped while the block ran", Assert.IsType<BlockFailed>(await running).Reason, StringComparison.Ordinal);
        Assert.Contains("stopped before the block ran", Assert.IsType<BlockFailed>(await waiting).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rack_with_other_numbers_of_chips_and_stations_says_so()
    {
        await using var system = ActorSystem.Create("numbers");
        var rack = system.Spawn(RackActor.Over([system.DeadLetters]), "rack");
        var configuration = Racks.PairConfiguration();
        rack.Tell(configuration);
        var failed = Assert.IsType<BlockFailed>(await rack.Ask<object>(Networks.Block(configuration.Network, 0, 1), Patience));
        Assert.Contains("The rack has 2 chips and 1 stations", failed.Reason, StringComparison.Ordinal);
    }

    private static async Task AssertSame(RackConfiguration configuration, int blockSize, int replicas)
    {
        var direct = new RackEmulator();
        direct.Configure(configuration);
        var whole = direct.Run(Networks.Block(configuration.Network, 0, Batch));
        var expected = RecordingBytes.Samples(whole).ToArray();
        Assert.All(whole.Spikes.Where(s => configuration.Network.Populations[s.Population.Value].Kind == PopulationKind.LeakyIntegrateAndFire), s => Assert.True(s.Spikes.SpikeCount > Batch));

        await using var system = ActorSystem.Create("parity");
        var racks = Enumerable.Range(0, replicas).Select(i => system.Spawn(RackActor.Recipe, $"replica-{i}")).ToArray();
        foreach (var rack in racks)
        {
            rack.Tell(configuration);
        }

        var answers = new List<Task<object>>();
        for (var first = 0; first < Batch; first += blockSize)
        {
            var block = Networks.Block(configuration.Network, first, Math.Min(blockSize, Batch - first), number: first);
            answers.Add(racks[answers.Count % replicas].Ask<object>(block, Patience));
        }

        var recordings = (await Task.WhenAll(answers)).Select(Assert.IsType<BlockRecording>).ToArray();
        Assert.Equal(expected, recordings.SelectMany(RecordingBytes.Samples));
        Assert.Equal(whole.Health, new BlockHealth(recordings.Sum(r => r.Health.InputEvents), recordings.Sum(r => r.Health.OutputEvents), recordings.Sum(r => r.Health.DroppedEvents)));
    }
}
