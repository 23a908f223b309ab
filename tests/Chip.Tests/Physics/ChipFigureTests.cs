using Bss2.Chip.Blocks;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;
using Bss2.Messages.Spikes;
using Bss2.Messages.Units;
using Xunit.Abstractions;

namespace Bss2.Chip.Tests.Physics;

/// <summary>
/// What a user of the silicon reads off the column ADC, on chips with everything on: scatter of a resting membrane between runs
/// and the range that membranes can reach (hxtorch test_spiking_boundary: baseline −45, upper 100, lower −103).
/// </summary>
public sealed class ChipFigureTests(ITestOutputHelper output)
{
    private const int Inputs = 20;
    private const int Neurons = 120;
    private const int Runs = 40;
    private const double RunMicroseconds = 60;
    private static readonly int[] Serials = [1, 2, 3, 4, 5];

    private static readonly NetworkSpec Network = new([Networks.Input("input", Inputs), Networks.Li("membranes", Neurons)], [Networks.Join(0, 1)]);

    [Fact]
    public void A_resting_membrane_scatters_by_1_1_lsb_from_sample_to_sample()
    {
        var sigmas = Serials.Select(serial =>
        {
            var trace = Record(Imperfections.All, serial, 0, Resting());
            var sum = 0.0;
            for (var neuron = 0; neuron < Neurons; neuron++)
            {
                var own = OfNeuron(trace, neuron).ToArray();
                var mean = own.Average();
                sum += own.Sum(code => (code - mean) * (code - mean));
            }

            return Math.Sqrt(sum / (trace.Codes.Length - Neurons));
        }).ToArray();

        output.WriteLine($"sigma of serials {string.Join(' ', Serials)}: {string.Join(' ', sigmas.Select(s => $"{s:0.000}"))} LSB");
        Assert.All(sigmas, sigma => Assert.InRange(sigma, 0.9, 1.3));
        Assert.InRange(sigmas.Average(), 1.1 - 0.15, 1.1 + 0.15);
    }

    [Fact]
    public void Membranes_rest_and_end_where_those_of_the_silicon_do()
    {
        var baseline = Serials.Average(s => Record(Imperfections.All, s, 0, Resting()).Codes.Average(c => c));
        var upper = Serials.Average(s => Extremes(Record(Imperfections.All, s, 63, Volley()), own => own.Max()));
        var lower = Serials.Average(s => Extremes(Record(Imperfections.All, s, -63, Volley()), own => own.Min()));

        output.WriteLine($"baseline {baseline:0.0}, upper {upper:0.0}, lower {lower:0.0}");
        Assert.InRange(baseline, 1.2 * -45, 0.8 * -45);
        Assert.InRange(upper, 0.8 * 100, 1.2 * 100);
        Assert.InRange(lower, 1.2 * -103, 0.8 * -103);
    }

    [Fact]
    public void Runs_differ_by_noise_alone()
    {
        var quiet = Imperfections.All & ~Imperfections.Noise;
        var (first, again) = (Record(quiet, 1, 20, Volley(), update: 0), Record(quiet, 1, 20, Volley(), update: 1));
        Assert.Equal(first.Ticks, again.Ticks);
        Assert.Equal(first.Codes, again.Codes);

        // Within a recording, too, each run repeats the first.
        var perRun = first.Codes.Length / Runs;
        Assert.All(Enumerable.Range(1, Runs - 1), run => Assert.Equal(first.Codes[..perRun], first.Codes[(run * perRun)..((run + 1) * perRun)]));

        Assert.NotEqual(Record(Imperfections.All, 1, 20, Volley(), update: 0).Codes, Record(Imperfections.All, 1, 20, Volley(), update: 1).Codes);
    }

    /// <summary>Mean over neurons and runs of the extreme code of a run.</summary>
    private static double Extremes(CadcTrace trace, Func<IEnumerable<int>, int> extreme) =>
        Enumerable.Range(0, Neurons).Average(neuron => OfNeuron(trace, neuron).Chunk(trace.PointCount).Average(run => extreme(run)));

    private static IEnumerable<int> OfNeuron(CadcTrace trace, int neuron)
    {
        for (var at = neuron; at < trace.Codes.Length; at += Neurons)
        {
            yield return trace.Codes[at];
        }
    }

    /// <summary>The trace of all runs; all neurons are on one half of the chip.</summary>
    private static CadcTrace Record(Imperfections enabled, int serial, sbyte weight, SpikeBatch spikes, int update = 0)
    {
        var chip = new ChipEmulator();
        chip.Configure(new ChipConfiguration(1, Network, new ChipSettings(new ChipSerial(serial), enabled), Networks.Uniform(Network, weight)));
        var block = new RunBlock(
            new BlockId(1, 0, 0),
            new RunKey(1, RunPhase.Train, update),
            0,
            1,
            HardwareTicks.From(new Microseconds(RunMicroseconds)),
            [new PopulationSpikes(new PopulationId(0), spikes)]);
        var trace = Assert.Single(chip.Run(block).Cadc);
        Assert.Equal(Runs * 30 * Neurons, trace.Codes.Length);
        return trace;
    }

    private static SpikeBatch Resting() => new(new int[Runs + 1], [], []);

    /// <summary>All inputs every microsecond from 5 us to 30 us: far more than a membrane can follow.</summary>
    private static SpikeBatch Volley()
    {
        var ticks = Enumerable.Range(5, 25).SelectMany(us => Enumerable.Range(0, Inputs).Select(i => (us * 250) + (2 * (i / 3)))).ToArray();
        var labels = Enumerable.Range(0, ticks.Length).Select(k => (ushort)(k % Inputs)).ToArray();
        return new SpikeBatch(
            [.. Enumerable.Range(0, Runs + 1).Select(r => r * ticks.Length)],
            [.. Enumerable.Repeat(ticks, Runs).SelectMany(t => t)],
            [.. Enumerable.Repeat(labels, Runs).SelectMany(l => l)]);
    }
}
