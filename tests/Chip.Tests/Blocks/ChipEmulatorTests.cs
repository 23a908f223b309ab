using Bss2.Chip.Blocks;
using Bss2.Messages.Experiment;

namespace Bss2.Chip.Tests.Blocks;

public sealed class ChipEmulatorTests
{
    [Theory]
    [InlineData(40)]
    [InlineData(-40)]
    public void A_single_spike_shows_as_the_closed_form_of_its_potential_in_the_codes(int weight)
    {
        // Equal time constants tau: PSP(t) = J w t exp(−t / tau), J = 0.0815 LSB/us at bias 600. The line saturation and membrane range are off.
        var network = new NetworkSpec(
            [Networks.Input("input", 1), new PopulationSpec("readout", PopulationKind.LeakyIntegrator, 1, CircuitTargets.Spiking)], [Networks.Join(0, 1)]);
        var recording = Run(network, Imperfections.None, Networks.Uniform(network, (sbyte)weight), Networks.Single(60, (2500, 0)));
        var trace = Assert.Single(recording.Cadc);
        for (var point = 0; point < trace.PointCount; point++)
        {
            var t = Math.Max(0, (trace.Ticks[point] - 2500) / 250.0);
            var expected = 80 + (0.0815 * weight * t * Math.Exp(-t / 10));
            Assert.InRange(trace.Codes[point] + 128 - expected, -0.6, 0.6);
        }
    }

    [Fact]
    public void A_readout_beside_its_source_reads_what_a_readout_on_the_other_half_reads()
    {
        static NetworkSpec Network(int[]? circuits) => new(
            [Networks.Input("input", 5), Networks.Lif("hidden", 20), Networks.Li("readout", 3, circuits)], [Networks.Join(0, 1), Networks.Join(1, 2)]);
        var (beside, apart) = (Network(null), Network([256, 257, 258]));
        var weights = Networks.Weights(beside);
        var a = Run(beside, Imperfections.Limits, weights, Networks.Block(beside, 0, 4));
        var b = Run(apart, Imperfections.Limits, weights, Networks.Block(apart, 0, 4));
        Assert.Equal(RecordingBytes.Samples(b), RecordingBytes.Samples(a));
        Assert.NotEmpty(RecordingBytes.Spikes(a, 1));
    }

    [Fact]
    public void Equal_neurons_over_all_quadrants_fire_alike_on_an_ideal_chip()
    {
        var network = new NetworkSpec([Networks.Input("input", 10), Networks.Lif("wide", 400)], [Networks.Join(0, 1)]);
        var recording = Run(network, Imperfections.None, Networks.Uniform(network, 40), Networks.Single(40, [.. Enumerable.Range(0, 10).Select(i => (1000, i))]));
        var trains = RecordingBytes.Spikes(recording, 1).ToLookup(s => s.Neuron, s => s.Tick);
        Assert.Equal(400, trains.Count);
        Assert.NotEmpty(trains[0]);
        Assert.All(trains, t => Assert.Equal(trains[0], t));
        Assert.Equal(2, recording.Cadc.Length);
        Assert.Equal(400, recording.Cadc.Sum(t => t.Neurons.Length));
    }

    [Fact]
    public void Latency_delays_recorded_spikes_by_the_loop_on_the_chip_alone()
    {
        var network = new NetworkSpec([Networks.Input("input", 10), Networks.Lif("one", 1)], [Networks.Join(0, 1)]);
        var block = Networks.Single(40, [.. Enumerable.Range(0, 10).Select(i => (1000, i))]);
        var weights = Networks.Uniform(network, 40);
        var ideal = RecordingBytes.Spikes(Run(network, Imperfections.None, weights, block), 1);
        var late = RecordingBytes.Spikes(Run(network, Imperfections.Latency, weights, block), 1);
        Assert.Equal(ideal.Length, late.Length);
        Assert.All(ideal.Zip(late), p => Assert.InRange(p.Second.Tick - p.First.Tick, 20 - 4, 20 + 4));
        Assert.All(late, s => Assert.Equal(0, s.Tick % 2));
    }

    [Fact]
    public void A_run_shorter_than_the_sampling_period_has_spikes_and_no_points()
    {
        var network = Networks.Layered(10, 40);
        var recording = Run(network, Imperfections.All, Networks.Weights(network), Networks.Single(1, (0, 0)));
        Assert.All(recording.Cadc, t => Assert.Equal((0, 0), (t.PointCount, t.Codes.Length)));
        Assert.Equal(2, recording.Cadc.Length);
    }

    [Fact]
    public void The_direct_path_allocates_what_its_messages_carry()
    {
        var network = Networks.Layered(10, 40);
        var chip = new ChipEmulator();
        chip.Configure(Networks.Configuration(network, Imperfections.All));
        var block = Networks.Block(network, 0, 10);
        for (var i = 0; i < 3; i++)
        {
            chip.Run(block);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        var recording = chip.Run(block);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        // Codes once; input spikes as labels and at the synapses; neuron spikes from the quadrant, at the synapses, to the host and decoded; ticks of both halves.
        var carried = recording.Cadc.Sum(t => t.Codes.Length + (4 * t.Ticks.Length))
            + (8 * recording.Health.InputEvents) + (6 * 4 * recording.Health.OutputEvents);
        Assert.InRange(allocated, 0, carried + 12_000);
    }

    [Fact]
    public void Health_counts_events_and_losses()
    {
        var network = new NetworkSpec([Networks.Input("input", 10), Networks.Lif("wide", 32)], [Networks.Join(0, 1)]);
        var block = Networks.Single(40, [.. Enumerable.Range(0, 10).Select(i => (1000, i))]);
        var weights = Networks.Uniform(network, 60);
        var ideal = Run(network, Imperfections.None, weights, block);
        var spikes = RecordingBytes.Spikes(ideal, 1).Length;
        Assert.Equal(new BlockHealth(10, spikes, 0), ideal.Health);

        // All 32 neurons of one event output fire within a few ticks of each other: most of the spikes find its queue full.
        var lossy = Run(network, Imperfections.EventQueues, weights, block);
        Assert.Equal(lossy.Health.OutputEvents - lossy.Health.DroppedEvents, RecordingBytes.Spikes(lossy, 1).Length);
        Assert.True(lossy.Health.DroppedEvents >= 16, $"{lossy.Health.DroppedEvents} lost");
    }

    [Fact]
    public void New_weights_act_and_leave_nothing_of_the_old_ones()
    {
        var network = Networks.Layered(10, 40);
        var chip = new ChipEmulator();
        chip.Configure(Networks.Configuration(network, Imperfections.All, Networks.Weights(network, 1), 1));
        var first = RecordingBytes.Samples(chip.Run(Networks.Block(network, 0, 3, 1))).ToArray();
        chip.Configure(Networks.Configuration(network, Imperfections.All, Networks.Weights(network, 2), 2));
        var second = RecordingBytes.Samples(chip.Run(Networks.Block(network, 0, 3, 2))).ToArray();
        Assert.NotEqual(first, second);
        chip.Configure(Networks.Configuration(network, Imperfections.All, Networks.Weights(network, 1), 3));
        Assert.Equal(first, RecordingBytes.Samples(chip.Run(Networks.Block(network, 0, 3, 3))));
    }

    [Fact]
    public void A_run_that_cannot_be_is_refused_with_its_reason()
    {
        var network = Networks.Layered(10, 40);
        var chip = new ChipEmulator();
        Assert.Contains("the chip has none", Assert.Throws<InvalidOperationException>(() => chip.Run(Networks.Single(40))).Message, StringComparison.Ordinal);
        chip.Configure(Networks.Configuration(network, Imperfections.All));
        foreach (var (block, reason) in new[]
        {
            (Networks.Single(40, (3, 0)), "permitted are even ticks"),
            (Networks.Single(40, (10000, 0)), "permitted are even ticks (8 ns) in 0..9999"),
            (Networks.Single(40, (2, 10)), "spike of neuron 10 in sample 0, permitted are 0..9"),
            (Networks.Single(0), "outside 1.."),
            (Networks.Single(40) with { Inputs = [] }, "send each input population once"),
        })
        {
            Assert.Contains(reason, Assert.Throws<ArgumentException>(() => chip.Run(block)).Message, StringComparison.Ordinal);
        }
    }

    private static BlockRecording Run(NetworkSpec network, Imperfections enabled, ProjectionWeights[] weights, RunBlock block)
    {
        var chip = new ChipEmulator();
        chip.Configure(Networks.Configuration(network, enabled, weights));
        return chip.Run(block);
    }
}
