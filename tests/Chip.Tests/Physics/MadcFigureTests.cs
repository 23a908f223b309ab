using Bss2.Chip.Blocks;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;
using Bss2.Messages.Spikes;
using Bss2.Messages.Units;
using Xunit.Abstractions;

namespace Bss2.Chip.Tests.Physics;

/// <summary>What a user of the silicon reads off the membrane ADC, on chips with everything on, and what both converters say of one neuron.</summary>
public sealed class MadcFigureTests(ITestOutputHelper output)
{
    private const int Runs = 40;
    private static readonly int[] Serials = [1, 2, 3, 4, 5];

    [Fact]
    public void A_run_of_110_us_has_3235_samples()
    {
        var trace = Record(1, 110, 1, []).Madc[0];
        Assert.InRange(trace.PointCount, 3233, 3237);
        Assert.True(trace.Ticks[^1] < 27_500);
    }

    [Fact]
    public void A_resting_trace_scatters_by_2_codes_and_spans_17_in_a_millisecond()
    {
        var traces = Serials.Select(serial => Record(serial, 1000, 1, [], cadc: false).Madc[0].Codes.Select(c => (double)c).ToArray()).ToArray();
        var sigma = traces.Average(codes => Math.Sqrt(codes.Average(c => (c - codes.Average()) * (c - codes.Average()))));
        var span = traces.Average(codes => codes.Max() - codes.Min());
        output.WriteLine($"sigma {sigma:0.00}, span {span:0.0} codes");
        Assert.InRange(sigma, 1.8, 2.4);
        Assert.InRange(span, 17 - 3, 17 + 3);
    }

    [Fact]
    public void Both_converters_agree_within_their_noise_after_scaling()
    {
        foreach (var serial in Serials)
        {
            // A weak and a strong input: potentials up to about 40 LSB above rest.
            var recording = Record(serial, 60, Runs, [(3000, 0), (7500, 1)]);
            var (cadc, madc) = (recording.Cadc[0], recording.Madc[0]);
            var pairs = new List<(double Cadc, double Madc, bool Resting)>();
            for (var at = 0; at < cadc.Ticks.Length; at++)
            {
                var run = at / cadc.PointCount;
                var near = Array.BinarySearch(madc.Ticks, run * madc.PointCount, madc.PointCount, cadc.Ticks[at]);
                near = Math.Min(near < 0 ? ~near : near, ((run + 1) * madc.PointCount) - 1);
                pairs.Add((cadc.Codes[at] + 128, madc.Codes[near], cadc.Ticks[at] < 3000));
            }

            // The offset of the chip from the resting part; three codes are one LSB.
            var offset = pairs.Where(p => p.Resting).Average(p => p.Madc - (3 * p.Cadc));
            var differences = pairs.Where(p => !p.Resting).Select(p => ((p.Madc - offset) / 3) - p.Cadc).ToArray();
            var mean = differences.Average();
            var sigma = Math.Sqrt(differences.Average(d => (d - mean) * (d - mean)));
            output.WriteLine($"serial {serial}: offset {offset:0.0} codes, difference {mean:0.00} +- {sigma:0.00} LSB, up to {pairs.Max(p => p.Cadc):0}");

            // Membrane noise is common to both. What is left: 0.5 and 0.29 LSB of the column ADC, 0.6 from run to run, 0.25 of the membrane ADC: 0.87.
            Assert.InRange(sigma, 0.7, 1.05);
            Assert.InRange(mean, -0.5, 0.5);
            Assert.True(pairs.Max(p => p.Cadc) > 100);
        }
    }

    private static BlockRecording Record(int serial, double microseconds, int runs, (int Tick, int Input)[] spikes, bool cadc = true)
    {
        var network = new NetworkSpec(
            [Networks.Input("input", 2), new PopulationSpec("neuron", PopulationKind.LeakyIntegrator, 1, CircuitTargets.Spiking, RecordCadc: cadc, MadcNeurons: [0])],
            [Networks.Join(0, 1)]);
        var chip = new ChipEmulator();
        chip.Configure(new ChipConfiguration(1, network, new ChipSettings(new ChipSerial(serial)), [new ProjectionWeights(0, [30, 63])]));
        var batch = new SpikeBatch(
            [.. Enumerable.Range(0, runs + 1).Select(r => r * spikes.Length)],
            [.. Enumerable.Repeat(spikes, runs).SelectMany(s => s.Select(x => x.Tick))],
            [.. Enumerable.Repeat(spikes, runs).SelectMany(s => s.Select(x => (ushort)x.Input))]);
        return chip.Run(new RunBlock(
            new BlockId(1, 0, 0), new RunKey(1, RunPhase.Measure, 0), 0, 1, HardwareTicks.From(new Microseconds(microseconds)), [new PopulationSpikes(new PopulationId(0), batch)]));
    }
}
