using Bss2.Actors.Runtime;
using Bss2.Chip.Blocks;
using Bss2.Chip.Rack;
using Bss2.Chip.Tests.Rack;
using Bss2.Messages.Experiment;

namespace Bss2.Chip.Tests.Blocks;

/// <summary>Recorders look on: whatever they are, all other numbers stay as they were.</summary>
public sealed class RecorderTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly NetworkSpec Everything = Recording(hidden: true, readout: true, CadcPlacement.Sram, [3, 10], null);

    public static TheoryData<NetworkSpec> Others { get; } =
    [
        Recording(hidden: true, readout: true, CadcPlacement.Sram, null, null),
        Recording(hidden: false, readout: true, CadcPlacement.Sram, [3], null),
        Recording(hidden: true, readout: false, CadcPlacement.Sram, null, [1]),
        Recording(hidden: false, readout: false, CadcPlacement.Sram, null, null),
        Recording(hidden: true, readout: true, CadcPlacement.Dram, [4], [1]),
        Recording(hidden: false, readout: true, CadcPlacement.Dram, null, null),
    ];

    [Theory]
    [MemberData(nameof(Others), DisableDiscoveryEnumeration = true)]
    public void No_recorder_changes_a_spike_or_a_code_of_another(NetworkSpec other)
    {
        var (all, some) = (Run(Everything), Run(other));
        Assert.NotEmpty(RecordingBytes.Spikes(all, 1));
        for (var sample = 0; sample < 4; sample++)
        {
            Assert.Equal(RecordingBytes.Spikes(all, 1, sample), RecordingBytes.Spikes(some, 1, sample));
        }

        Assert.Equal(all.Health, some.Health);
        foreach (var trace in some.Cadc)
        {
            var reference = Array.Find(all.Cadc, t => t.Population == trace.Population)!;
            if (trace.PointCount == reference.PointCount)
            {
                Assert.Equal(reference.Ticks, trace.Ticks);
                Assert.Equal(reference.Codes, trace.Codes);
            }
            else
            {
                // Every third sample goes into the DRAM. Its own noise is drawn by its position, so only the places must agree.
                Assert.Equal(reference.PointCount / 3, trace.PointCount);
                Assert.All(Enumerable.Range(0, 4), s => Assert.Subset(
                    reference.Ticks[(s * reference.PointCount)..((s + 1) * reference.PointCount)].ToHashSet(),
                    trace.Ticks[(s * trace.PointCount)..((s + 1) * trace.PointCount)].ToHashSet()));
            }
        }
    }

    [Fact]
    public async Task The_actors_record_what_the_stages_do()
    {
        await using var system = ActorSystem.Create("recorders");
        var chip = system.Spawn(ChipActor.Recipe, "chip");
        var version = 0;
        foreach (var network in new[] { Recording(true, true, CadcPlacement.Sram, null, null), Everything, Recording(true, true, CadcPlacement.Dram, [4], [1]) })
        {
            chip.Tell(Networks.Configuration(network, Imperfections.All, version: ++version));
            var answer = await chip.Ask<object>(Networks.Block(network, 0, 3, version), Patience);
            var recording = Assert.IsType<BlockRecording>(answer);
            Assert.Equal(RecordingBytes.Samples(Run(network, 3, version)), RecordingBytes.Samples(recording));
        }

        Assert.NotNull(system.Find("/chip/madc"));
    }

    [Fact]
    public void Traces_do_not_depend_on_the_blocks_that_their_samples_come_in()
    {
        var chip = new ChipEmulator();
        chip.Configure(Networks.Configuration(Everything, Imperfections.All));
        var whole = RecordingBytes.Samples(chip.Run(Networks.Block(Everything, 0, 5))).ToArray();
        var parts = RecordingBytes.Samples(chip.Run(Networks.Block(Everything, 0, 2))).Concat(RecordingBytes.Samples(chip.Run(Networks.Block(Everything, 2, 3, number: 1))));
        Assert.Equal(whole, parts);
    }

    [Fact]
    public void Traces_come_by_population_and_neuron_with_their_numbers_of_samples()
    {
        var recording = Run(Everything);
        Assert.Equal([(1, 3), (1, 10)], recording.Madc.Select(t => (t.Population.Value, t.Neuron)));
        Assert.All(recording.Madc, trace =>
        {
            // 40 us at half of 29.41 MS/s.
            Assert.Equal(588, trace.PointCount);
            Assert.Equal(4 * 588, trace.Codes.Length);
            Assert.All(trace.Ticks, tick => Assert.InRange(tick, 0, 9_999));
        });
    }

    [Fact]
    public void Each_chip_of_a_rack_has_its_own_membrane_adc()
    {
        var network = Racks.Pair(10, 40);
        network = network with { Populations = [network.Populations[0], network.Populations[1] with { MadcNeurons = [7, 2] }, network.Populations[2] with { MadcNeurons = [1], CadcPlacement = CadcPlacement.Dram }] };
        var rack = new RackEmulator();
        rack.Configure(Racks.Configuration(network, Racks.Chips(Imperfections.All, "left", "right")));
        var recording = rack.Run(Networks.Block(network, 0, 2));
        Assert.Equal([(1, 2, 588), (1, 7, 588), (2, 1, 1176)], recording.Madc.Select(t => (t.Population.Value, t.Neuron, t.PointCount)));
        Assert.Equal([20, 6], recording.Cadc.Select(t => t.PointCount));

        var silent = new RackEmulator();
        var plain = Racks.Pair(10, 40);
        silent.Configure(Racks.Configuration(plain, Racks.Chips(Imperfections.All, "left", "right")));
        var reference = silent.Run(Networks.Block(plain, 0, 2));
        Assert.Equal(RecordingBytes.Spikes(reference, 1), RecordingBytes.Spikes(recording, 1));
        Assert.Equal(reference.Cadc[0].Codes, recording.Cadc[0].Codes);
    }

    private static NetworkSpec Recording(bool hidden, bool readout, CadcPlacement placement, int[]? hiddenMadc, int[]? readoutMadc)
    {
        var network = Networks.Layered(10, 40);
        return network with
        {
            Populations =
            [
                network.Populations[0],
                network.Populations[1] with { RecordCadc = hidden, CadcPlacement = placement, MadcNeurons = hiddenMadc },
                network.Populations[2] with { RecordCadc = readout, CadcPlacement = placement, MadcNeurons = readoutMadc },
            ],
        };
    }

    private static BlockRecording Run(NetworkSpec network, int samples = 4, int version = 1)
    {
        var chip = new ChipEmulator();
        chip.Configure(Networks.Configuration(network, Imperfections.All, version: version));
        return chip.Run(Networks.Block(network, 0, samples, version));
    }
}
