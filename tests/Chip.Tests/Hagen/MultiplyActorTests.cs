using System.Security.Cryptography;
using Bss2.Actors.Runtime;
using Bss2.Chip.Blocks;
using Bss2.Chip.Rack;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;
using Bss2.Messages.Wire;

namespace Bss2.Chip.Tests.Hagen;

/// <summary>Emulators, actors, blocks and racks give the same bytes.</summary>
public sealed class MultiplyActorTests
{
    private const int Batch = 24;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(24, 1)]
    [InlineData(5, 1)]
    [InlineData(1, 2)]
    [InlineData(7, 4)]
    public async Task Any_block_size_and_number_of_replicas_gives_the_emulators_bytes(int blockSize, int replicas)
    {
        var network = Products.Several();
        var chip = Products.Configuration(network, Imperfections.All);
        var expected = Products.Samples(Products.Run(chip, Products.Block(network, 0, Batch, vectorsPerSample: _ => 3)));
        Assert.Equal(expected, await ThroughActorsAsync(Rack(chip), blockSize, replicas, _ => 3));
    }

    [Theory]
    [InlineData(24, 1)]
    [InlineData(5, 2)]
    public async Task Tiles_on_two_chips_give_the_same_bytes_by_actors_and_without(int blockSize, int replicas)
    {
        var network = Products.Several();
        network = network with { Populations = [.. network.Populations.Select((p, i) => i % 2 == 0 && p.Kind == PopulationKind.Integrator ? p with { Chip = "second" } : p)] };
        var rack = new RackConfiguration(
            1, network, [new("first", new ChipSettings(new ChipSerial(7))), new("second", new ChipSettings(new ChipSerial(8)))], Products.Weights(network));
        var emulator = new RackEmulator();
        emulator.Configure(rack);
        var whole = emulator.Run(Products.Block(network, 0, Batch));
        Assert.Equal([3, 4, 5, 6, 7], whole.Results.Select(r => r.Population.Value));
        Assert.Equal(Products.Samples(whole), await ThroughActorsAsync(rack, blockSize, replicas, _ => 1));

        // A stage that concerns one chip alone: the other has nothing to do and says so.
        var first = emulator.Run(Products.Block(network, 0, 3, populations: 0));
        Assert.Equal([3, 4], first.Results.Select(r => r.Population.Value));
        Assert.Contains("Placement on chip 'second', serial number 8", RackPlacer.Place(network, rack.Chips).Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stage_runs_the_integrators_of_its_inputs_alone_with_the_bytes_that_they_always_have()
    {
        var network = Products.Several();
        var chip = Products.Configuration(network, Imperfections.All);
        var all = Products.Run(chip, Products.Block(network, 2, 6));
        await using var system = ActorSystem.Create("stages");
        var actor = system.Spawn(ChipActor.Recipe, "chip");
        actor.Tell(chip);
        var first = Assert.IsType<BlockRecording>(await actor.Ask<object>(Products.Block(network, 2, 6, populations: 0), Patience));
        var second = Assert.IsType<BlockRecording>(await actor.Ask<object>(Products.Block(network, 2, 6, populations: [1, 2]), Patience));
        Assert.Equal([3, 4], first.Results.Select(r => r.Population.Value));
        Assert.Equal([5, 6, 7], second.Results.Select(r => r.Population.Value));
        foreach (var (part, whole) in first.Results.Concat(second.Results).Zip(all.Results))
        {
            Assert.Equal(whole.Values, part.Values);
        }
    }

    [Fact]
    public void Everything_on_the_wire_gives_the_same_bytes()
    {
        var network = Products.Several();
        var rack = Rack(Products.Configuration(network, Imperfections.All));
        var block = Products.Block(network, 5, 3, vectorsPerSample: _ => 2);
        var (here, there) = (new RackEmulator(), new RackEmulator());
        here.Configure(rack);
        there.Configure(Sent(rack));
        var expected = here.Run(block);
        var recording = Sent(there.Run(Sent(block)));
        Assert.Equal(Products.Samples(expected), Products.Samples(recording));
        Assert.Equal(expected.Health, recording.Health);

        static T Sent<T>(T message)
            where T : class
        {
            Assert.True(WireCatalogue.TryDecode(WireCatalogue.Encode(message), out var received, out var fault), fault?.ToString());
            return Assert.IsType<T>(received);
        }
    }

    /// <summary>The same bytes on every processor, of any vector width, and in every later version.</summary>
    [Fact]
    public void Results_are_what_they_have_always_been()
    {
        var network = Products.Several();
        var recording = Products.Run(Products.Configuration(network, Imperfections.All), Products.Block(network, 0, Batch, vectorsPerSample: _ => 3));
        var bytes = recording.Results.SelectMany(r => r.Values).Select(v => (byte)v).ToArray();
        Assert.Equal("6bb346c23caf6086", Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]);
    }

    [Theory]
    [InlineData("DOTNET_EnableHWIntrinsic")]
    [InlineData("DOTNET_EnableAVX2")]
    public async Task A_narrower_processor_gives_the_same_bytes(string switchedOff)
    {
        // In the child, the other tests of the class do the work.
        if (NarrowerProcessor.Mine is null)
        {
            await NarrowerProcessor.RunAsync(typeof(MultiplyActorTests), switchedOff);
        }
    }

    [Fact]
    public void Inputs_may_have_different_numbers_of_vectors_where_they_meet_in_no_product()
    {
        var network = Products.Several();
        var recording = Products.Run(Products.Configuration(network, Imperfections.All), Products.Block(network, 0, 4, vectorsPerSample: p => p == 0 ? 5 : 2));
        Assert.Equal([5, 5, 2, 2, 2], recording.Results.Select(r => r.VectorsPerSample));
        Assert.All(recording.Results, r => Assert.Equal(4, r.SampleCount));
    }

    [Fact]
    public void Events_are_counted_as_often_as_they_are_sent()
    {
        var network = Products.Several();
        var block = Products.Block(network, 0, 3);
        long Events(int population) => block.Vectors[population].Values.Count(v => v > 0);
        var health = Products.Run(Products.Configuration(network, Imperfections.All), block).Health;
        Assert.Equal(new BlockHealth((4 * Events(0)) + (24 * Events(1)) + (40 * Events(2)), 0, 0), health);
    }

    [Fact]
    public async Task New_weights_count_from_their_version_on_and_a_spiking_network_may_follow()
    {
        var network = Products.Several();
        var spiking = Networks.Layered(10, 40);
        await using var system = ActorSystem.Create("versions");
        var chip = system.Spawn(ChipActor.Recipe, "chip");
        var direct = new ChipEmulator();
        var (answers, expected) = (new List<Task<object>>(), new List<string>());
        for (var version = 1; version <= 6; version++)
        {
            var weights = Products.Weights(network, version);
            weights[0] = Products.Weights(network, 1)[0];
            var configuration = version == 4 ? Networks.Configuration(spiking, Imperfections.All, version: version) : Products.Configuration(network, Imperfections.All, weights, version: version);
            var block = version == 4 ? Networks.Block(spiking, 0, 2, version, version) : Products.Block(network, version, 2, version, version);
            chip.Tell(configuration);
            answers.Add(chip.Ask<object>(block, Patience));
            direct.Configure(configuration);
            expected.AddRange(version == 4 ? Tests.Blocks.RecordingBytes.Samples(direct.Run(block)) : Products.Samples(direct.Run(block)));
        }

        var recordings = (await Task.WhenAll(answers)).Select(Assert.IsType<BlockRecording>);
        Assert.Equal(expected, recordings.SelectMany(r => r.Results.Length > 0 ? Products.Samples(r) : Tests.Blocks.RecordingBytes.Samples(r)));
    }

    private static RackConfiguration Rack(ChipConfiguration chip) => new(chip.Version, chip.Network, [new RackChip("chip", chip.Chip)], chip.Weights);

    private static async Task<List<string>> ThroughActorsAsync(RackConfiguration rack, int blockSize, int replicas, Func<int, int> vectorsPerSample)
    {
        await using var system = ActorSystem.Create("parity");
        var actors = Enumerable.Range(0, replicas).Select(i => system.Spawn(RackActor.Recipe, $"replica-{i}")).ToArray();
        Array.ForEach(actors, actor => actor.Tell(rack));
        var answers = new List<Task<object>>();
        for (var first = 0; first < Batch; first += blockSize)
        {
            var block = Products.Block(rack.Network, first, Math.Min(blockSize, Batch - first), number: first, vectorsPerSample: vectorsPerSample);
            answers.Add(actors[answers.Count % replicas].Ask<object>(block, Patience));
        }

        return [.. (await Task.WhenAll(answers)).Select(Assert.IsType<BlockRecording>).SelectMany(Products.Samples)];
    }
}
