using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;

namespace Bss2.Chip.Tests.Circuits;

/// <summary>The membrane ADC looks on between the ends of stretches; the column ADC ends a stretch at its samples. Both must see the same membrane.</summary>
public sealed class MadcSamplerTests
{
    private const int Duration = 10_000;
    private const int Column = 5;

    private static readonly int[] Cycles = [.. Enumerable.Range(0, 2 * Duration / 17).Select(k => 17 * k)];
    private static readonly (int Tick, int Weight)[] Volley = [.. Enumerable.Range(0, 60).Select(k => (1000 + (97 * k), k % 7 == 3 ? -40 : 40))];

    public static TheoryData<CircuitTargets, bool> Circuits { get; } = new()
    {
        { CircuitTargets.Spiking2, false },
        { CircuitTargets.Spiking2, true },
        { CircuitTargets.Spiking2 with { RefractoryMicroseconds = 3, HoldoffMicroseconds = 1.5 }, true },
        { CircuitTargets.Spiking2 with { RefractoryMicroseconds = 0.2, ResetLsb = 110 }, true },
        { CircuitTargets.Spiking2 with { ExcitatoryTimeConstantMicroseconds = 3, MembraneTimeConstantMicroseconds = 4 }, true },
        { CircuitTargets.Spiking2 with { ConstantCurrent = -40 }, true },
    };

    [Theory]
    [MemberData(nameof(Circuits), DisableDiscoveryEnumeration = true)]
    public void Both_converters_see_the_same_membrane(CircuitTargets targets, bool fires)
    {
        var settings = new ChipSettings(new ChipSerial(1), Imperfections.LineSaturation | Imperfections.MembraneRange);
        var looking = new QuadrantBench(settings, targets, 8, fires, false, Column);
        looking.Run(Volley, Duration, [], madcCycles: Cycles);
        Assert.Equal(fires, looking.Spikes(0, Column).Length > 0);
        var spikes = looking.Spikes(0, Column);
        var (calm, sudden) = (0.0, 0.0);
        var cutting = new QuadrantBench(settings, targets, 8, fires);
        for (var k = 400; k < Cycles.Length; k += 6)
        {
            // One sample of the column ADC: all before it is as it was, and its stretch ends there.
            var tick = Cycles[k] / 2;
            cutting.Run(Volley, Duration, [tick]);
            var difference = Math.Abs(cutting.Membrane(0, 0, 1, Column) - looking.Response.MadcLsb[k]);
            if (Array.Exists(spikes, s => s > tick - settings.StepTicks && s <= tick + 2))
            {
                sudden = Math.Max(sudden, difference);
            }
            else
            {
                calm = Math.Max(calm, difference);
            }
        }

        // A shorter stretch may interpolate a crossing one tick apart, and the clamp moves by up to 0.56 LSB a tick.
        Assert.InRange(calm, 0, 2e-3);
        Assert.InRange(sudden, 0, 0.7);
    }

    [Fact]
    public void Between_two_ticks_the_membrane_is_between_its_values_there()
    {
        var bench = new QuadrantBench(new ChipSettings(new ChipSerial(1), Imperfections.None), CircuitTargets.Spiking, 8, false, false, Column);
        int[] cycles = [.. Enumerable.Range(5000, 4000)];
        bench.Run([(2000, 50)], Duration, [], madcCycles: cycles);
        for (var k = 1; k < cycles.Length - 1; k += 2)
        {
            var middle = (bench.Response.MadcLsb[k - 1] + bench.Response.MadcLsb[k + 1]) / 2;
            Assert.InRange(bench.Response.MadcLsb[k] - middle, -1e-3, 1e-3);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Looking_changes_no_spike_and_no_membrane(bool scalar)
    {
        var settings = new ChipSettings(new ChipSerial(1));
        var (without, with) = (new QuadrantBench(settings, CircuitTargets.Spiking2, 20, true, scalar), new QuadrantBench(settings, CircuitTargets.Spiking2, 20, true, scalar, 4, 7));
        int[] points = [.. Enumerable.Range(0, 19).Select(k => 113 + (500 * k))];
        without.Run(Volley, Duration, points, samples: 3);
        with.Run(Volley, Duration, points, samples: 3, madcCycles: Cycles);
        Assert.Equal(without.Response.SpikeTicks, with.Response.SpikeTicks);
        Assert.Equal(without.Response.SpikeColumns, with.Response.SpikeColumns);
        Assert.Equal(without.Response.MembraneLsb, with.Response.MembraneLsb);
        Assert.NotEqual(0, without.Response.SpikeOffsets[^1]);
    }

    [Fact]
    public void At_a_sample_of_the_column_adc_the_membranes_are_the_same_bit_by_bit()
    {
        var bench = new QuadrantBench(new ChipSettings(new ChipSerial(1)), CircuitTargets.Spiking2, 20, true, false, 4, 7);
        int[] points = [.. Enumerable.Range(0, 19).Select(k => 113 + (500 * k))];
        bench.Run(Volley, Duration, points, samples: 2, madcCycles: [.. points.Select(p => 2 * p)]);
        for (var at = 0; at < 2 * points.Length; at++)
        {
            var (sample, point) = (at / points.Length, at % points.Length);
            Assert.Equal(bench.Membrane(sample, point, points.Length, 4), bench.Response.MadcLsb[(2 * sample * points.Length) + point]);
            Assert.Equal(bench.Membrane(sample, point, points.Length, 7), bench.Response.MadcLsb[(((2 * sample) + 1) * points.Length) + point]);
        }
    }
}
