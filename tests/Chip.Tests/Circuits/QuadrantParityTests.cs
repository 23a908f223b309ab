using Bss2.Chip.Randomness;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;

namespace Bss2.Chip.Tests.Circuits;

public sealed class QuadrantParityTests
{
    [Theory]
    [InlineData(1, 50)]
    [InlineData(7, 50)]
    [InlineData(8, 50)]
    [InlineData(9, 25)]
    [InlineData(120, 50)]
    [InlineData(128, 60)]
    public void The_vector_form_yields_the_bits_of_the_scalar_reference(int columns, int stepTicks)
    {
        var settings = new ChipSettings(new ChipSerial(4), StepTicks: stepTicks);
        var targets = CircuitTargets.Spiking2 with { HoldoffMicroseconds = 0.3 };
        var vector = new QuadrantBench(settings, targets, columns);
        var scalar = new QuadrantBench(settings, targets, columns, scalar: true);
        var events = RandomEvents(columns);
        var points = Enumerable.Range(0, 100).Select(k => k * 149).ToArray();
        vector.Run(events, 15013, points, samples: 3, update: 9);
        scalar.Run(events, 15013, points, samples: 3, update: 9);

        Assert.True(vector.Response.SpikeOffsets[3] > 0);
        Assert.Equal(scalar.Response.SpikeOffsets, vector.Response.SpikeOffsets);
        Assert.Equal(scalar.Response.SpikeTicks, vector.Response.SpikeTicks);
        Assert.Equal(scalar.Response.SpikeColumns, vector.Response.SpikeColumns);
        Assert.Equal(scalar.Response.MembraneLsb, vector.Response.MembraneLsb);
    }

    [Fact]
    public void A_sample_does_not_depend_on_the_block_that_it_is_in()
    {
        var whole = new QuadrantBench(new ChipSettings(new ChipSerial(4)), CircuitTargets.Spiking2, 120);
        var single = new QuadrantBench(new ChipSettings(new ChipSerial(4)), CircuitTargets.Spiking2, 120);
        var events = RandomEvents(5);
        whole.Run(events, 15000, [100, 7000], samples: 5);
        for (var sample = 4; sample >= 0; sample--)
        {
            single.Run(events, 15000, [100, 7000], firstSample: sample);
            Assert.Equal(whole.Response.MembraneLsb.AsSpan(sample * 240, 240).ToArray(), single.Response.MembraneLsb.AsSpan(0, 240).ToArray());
            var (from, to) = (whole.Response.SpikeOffsets[sample], whole.Response.SpikeOffsets[sample + 1]);
            Assert.Equal(whole.Response.SpikeTicks[from..to], single.Response.SpikeTicks[..(to - from)]);
            Assert.Equal(whole.Response.SpikeColumns[from..to], single.Response.SpikeColumns[..(to - from)]);
        }
    }

    [Fact]
    public void Runs_allocate_nothing_once_the_buffers_have_grown()
    {
        var bench = new QuadrantBench(new ChipSettings(new ChipSerial(4)), CircuitTargets.Spiking2, 120);
        var events = RandomEvents(1);
        var stimulus = new Bss2.Chip.Circuits.QuadrantStimulus(
            [0, events.Length], [.. events.OrderBy(e => e.Tick).Select(e => e.Tick)], [.. events.OrderBy(e => e.Tick).Select(e => QuadrantBench.Event(e.Weight))]);
        var run = new Bss2.Chip.Circuits.QuadrantRun(new RunKey(1, RunPhase.Train, 0), new ChipSerial(4), 0, 15000, 2, [100, 7000]);
        for (var k = 0; k < 3; k++)
        {
            bench.Kernel.Run(stimulus, run, bench.Response);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var k = 0; k < 20; k++)
        {
            bench.Kernel.Run(stimulus, run, bench.Response);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static (int Tick, int Weight)[] RandomEvents(int seed)
    {
        var key = StreamKey.ForSeed((ulong)seed, NoisePurpose.Shuffling);
        return [.. Enumerable.Range(0, 60).Select(k =>
        {
            var block = Philox.Next(key, (uint)k, 0, 0, 0);
            return ((int)(block.X0 % 15000), Math.Clamp((int)(block.X1 % 127) - 45, -63, 63));
        })];
    }
}
