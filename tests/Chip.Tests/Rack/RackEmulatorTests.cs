using Bss2.Chip.Blocks;
using Bss2.Chip.Rack;
using Bss2.Chip.Tests.Blocks;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;

namespace Bss2.Chip.Tests.Rack;

public sealed class RackEmulatorTests
{
    [Fact]
    public void One_chip_records_what_it_records_without_a_rack()
    {
        var network = Networks.Layered(10, 40);
        var configuration = Racks.Configuration(network, Racks.Chips(Imperfections.All, "chip"));
        var chip = new ChipEmulator();
        chip.Configure(Networks.Configuration(network, Imperfections.All));
        var block = Networks.Block(network, 0, 5);
        Assert.Equal(RecordingBytes.Samples(chip.Run(block)), RecordingBytes.Samples(Run(configuration, block)));
    }

    [Fact]
    public void Two_ideal_chips_without_delay_are_one_chip()
    {
        var (apart, together) = (Racks.Pair(25, 120), Networks.Layered(25, 120));
        var block = Networks.Block(apart, 0, 10);
        var two = Run(Racks.Configuration(apart, Racks.Chips(Imperfections.None, "left", "right")), block);
        var one = Run(Racks.Configuration(together, Racks.Chips(Imperfections.None, "chip")), block);
        Assert.True(two.Spikes[0].Spikes.SpikeCount > 500);
        Assert.Equal(one.Spikes[0].Spikes.Ticks, two.Spikes[0].Spikes.Ticks);
        Assert.Equal(one.Spikes[0].Spikes.Labels, two.Spikes[0].Spikes.Labels);
        Assert.Equal(one.Cadc[0].Codes, two.Cadc[0].Codes);

        // Between chips spikes travel on the 8 ns grid, on a chip on that of 4 ns: 4 ns at the readout's steepest rise.
        Assert.All(one.Cadc[1].Codes.Zip(two.Cadc[1].Codes), c => Assert.InRange(c.First - c.Second, -1, 1));
        Assert.Contains(two.Cadc[1].Codes, c => c > -20);
    }

    [Fact]
    public void The_second_chip_records_what_it_would_with_the_spikes_of_the_first_as_inputs_1200_ns_later()
    {
        var network = new NetworkSpec(
            [Networks.Input("input", 10), Networks.Lif("hidden", 40), Networks.Lif("second", 20) with { Chip = "right" }], [Networks.Join(0, 1), Networks.Join(1, 2)]);
        var chips = Racks.Chips(Imperfections.All & ~Imperfections.LinkJitter, "left", "right");
        var weights = Networks.Weights(network);
        var block = Networks.Block(network, 0, 6);
        var rack = Run(Racks.Configuration(network, chips, weights), block);

        var sent = rack.Spikes[0].Spikes;
        Assert.True(sent.SpikeCount > 100);
        var last = (int)block.Duration.Value - 300;
        int[] kept = [.. Enumerable.Range(0, sent.SpikeCount).Where(i => sent.Ticks[i] < last)];
        var arriving = new Messages.Spikes.SpikeBatch(
            [.. sent.SampleOffsets.Select(o => kept.Count(i => i < o))], [.. kept.Select(i => sent.Ticks[i] + 300)], [.. kept.Select(i => sent.Labels[i])]);
        var alone = new NetworkSpec([Networks.Input("hidden", 40), Networks.Lif("second", 20)], [Networks.Join(0, 1)]);
        var chip = new ChipEmulator();
        chip.Configure(new ChipConfiguration(1, alone, chips[1].Settings, [new ProjectionWeights(0, weights[1].Values)]));
        var expected = chip.Run(block with { Inputs = [new(new PopulationId(0), arriving)] });
        Assert.NotEmpty(expected.Spikes[0].Spikes.Ticks);
        Assert.Equal(expected.Spikes[0].Spikes.Ticks, rack.Spikes[1].Spikes.Ticks);
        Assert.Equal(expected.Spikes[0].Spikes.Labels, rack.Spikes[1].Spikes.Labels);
        Assert.Equal(expected.Cadc[0].Codes, rack.Cadc[1].Codes);
    }

    [Fact]
    public void Blocks_of_any_size_record_the_same_samples()
    {
        foreach (var configuration in new[] { Racks.PairConfiguration(), Racks.ChainConfiguration() })
        {
            var whole = RecordingBytes.Samples(Run(configuration, Networks.Block(configuration.Network, 0, 20))).ToArray();
            foreach (var size in new[] { 1, 7, 10 })
            {
                var parts = Enumerable.Range(0, (20 + size - 1) / size).SelectMany(k =>
                    RecordingBytes.Samples(Run(configuration, Networks.Block(configuration.Network, k * size, Math.Min(size, 20 - (k * size))))));
                Assert.Equal(whole, parts);
            }
        }
    }

    [Fact]
    public void A_layer_that_only_another_chip_needs_is_not_reported_and_changes_nothing()
    {
        var open = Racks.Chain();
        open.Populations[2] = open.Populations[2] with { RecordSpikes = true, RecordCadc = true };
        var chips = Racks.Chips(Imperfections.All, "a", "b", "c");
        var block = Networks.Block(open, 0, 4);
        var all = Run(Racks.Configuration(open, chips), block);
        var some = Run(Racks.Configuration(Racks.Chain(), chips), block);
        Assert.Equal([1, 2, 4, 5], all.Spikes.Select(s => s.Population.Value));
        Assert.Equal([1, 4, 5], some.Spikes.Select(s => s.Population.Value));
        Assert.Equal(all.Spikes[2].Spikes.Ticks, some.Spikes[1].Spikes.Ticks);
        Assert.Equal(all.Health, some.Health);
        Assert.NotEmpty(some.Spikes[1].Spikes.Ticks);
    }

    [Fact]
    public void New_weights_act_on_all_chips_and_a_former_configuration_does_not_come_back()
    {
        var rack = new RackEmulator();
        rack.Configure(Racks.PairConfiguration(1));
        var first = RecordingBytes.Samples(rack.Run(Networks.Block(Racks.Pair(10, 40), 0, 3, 1))).ToArray();
        rack.Configure(Racks.PairConfiguration(2));
        Assert.NotEqual(first, RecordingBytes.Samples(rack.Run(Networks.Block(Racks.Pair(10, 40), 0, 3, 2))));
        Assert.Throws<InvalidOperationException>(() => rack.Run(Networks.Block(Racks.Pair(10, 40), 0, 3, 1)));
        rack.Configure(Racks.PairConfiguration(1));
        Assert.Equal(first, RecordingBytes.Samples(rack.Run(Networks.Block(Racks.Pair(10, 40), 0, 3, 1))));
    }

    private static BlockRecording Run(RackConfiguration configuration, RunBlock block)
    {
        var rack = new RackEmulator();
        rack.Configure(configuration);
        return rack.Run(block);
    }
}
