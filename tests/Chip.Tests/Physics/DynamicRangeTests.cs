using Bss2.Chip.Blocks;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;
using Bss2.Messages.Spikes;
using Bss2.Messages.Units;
using Xunit.Abstractions;

namespace Bss2.Chip.Tests.Physics;

/// <summary>
/// How far synapses and a constant current move a membrane, on chips with everything on. Excitation is linear up to a weight sum of 288, inhibition saturates
/// (brainscales2-demos, dynamic range: 17, 30, 39 and 46 LSB below rest at weight sums of 64, 128, 192 and 288); currents of ±1000 codes reach both ends (hxtorch).
/// </summary>
public sealed class DynamicRangeTests(ITestOutputHelper output)
{
    private const int Neurons = 60;
    private const int Runs = 10;
    private const int SpikeTick = 5000;
    private static readonly int[] Serials = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

    [Fact]
    public void Excitation_is_linear_to_a_weight_sum_of_288()
    {
        var heights = Serials.Select(serial => new[] { 72, 144, 216, 288 }.Select(sum => Height(serial, sum, 1)).ToArray()).ToArray();
        output.WriteLine(string.Join("; ", heights.Select(h => string.Join(' ', h.Select(v => $"{v:0.0}")))));
        Assert.All(heights, h =>
        {
            // The line through the origin that fits best.
            var slope = h.Select((v, k) => v * (k + 1)).Sum() / 30;
            Assert.All(Enumerable.Range(0, 4), k => Assert.InRange(h[k] / (slope * (k + 1)), 0.95, 1.05));
        });
        Assert.InRange(heights.Average(h => h[3]) / 288, 0.85 * 0.28, 1.15 * 0.28);
    }

    [Fact]
    public void Inhibition_saturates()
    {
        var depths = Serials.Select(serial => new[] { 64, 128, 192, 288, 1200 }.Select(sum => Height(serial, sum, -1)).ToArray()).ToArray();
        output.WriteLine(string.Join("; ", depths.Select(d => string.Join(' ', d.Select(v => $"{v:0.0}")))));
        Assert.All(depths, d => Assert.InRange(d[3], 46 - 5, 46 + 5));
        Assert.All(depths, d => Assert.All(d, v => Assert.InRange(v, 0, 53)));
        Assert.All(depths, d => Assert.Equal(d.Order(), d));
    }

    [Fact]
    public void A_constant_current_of_1000_codes_reaches_the_ends_of_the_range()
    {
        double Mean(int serial, int current) => Record(serial, 0, 0, CircuitTargets.Spiking with { ConstantCurrent = current }).Codes.Average(c => c);
        var (upper, baseline, lower) = (Serials.Average(s => Mean(s, 1000)), Serials.Average(s => Mean(s, 0)), Serials.Average(s => Mean(s, -1000)));
        output.WriteLine($"upper {upper:0.0}, baseline {baseline:0.0}, lower {lower:0.0}");
        Assert.InRange(baseline, 1.2 * -45, 0.8 * -45);
        Assert.InRange(upper, 0.8 * 100, 1.2 * 100);
        Assert.InRange(lower, 1.2 * -103, 0.8 * -103);
    }

    [Fact]
    public void A_weak_constant_current_shifts_the_rest_by_its_slope_and_the_time_constant()
    {
        // 20 codes are 1.81 LSB/us, for 10 us.
        var shift = Record(1, 0, 0, CircuitTargets.Spiking with { ConstantCurrent = 20 }).Codes.Average(c => c) - Record(1, 0, 0, CircuitTargets.Spiking).Codes.Average(c => c);
        Assert.InRange(shift, 0.95 * 18.1, 1.05 * 18.1);
    }

    /// <summary>Mean over neurons of the extreme of the mean trace, against the mean before the spikes.</summary>
    private static double Height(int serial, int sum, int sign)
    {
        var trace = Record(serial, sum, sign, CircuitTargets.Spiking);
        return Enumerable.Range(0, Neurons).Average(neuron =>
        {
            // The phase differs from run to run, so bins of one microsecond are averaged over runs.
            var bins = new double[40];
            var counts = new int[40];
            for (var at = 0; at < trace.Ticks.Length; at++)
            {
                var bin = trace.Ticks[at] / 250;
                bins[bin] += trace.Codes[(at * Neurons) + neuron];
                counts[bin]++;
            }

            var rest = Enumerable.Range(0, 20).Sum(b => bins[b]) / Enumerable.Range(0, 20).Sum(b => counts[b]);
            return Enumerable.Range(22, 18).Where(b => counts[b] > 2).Max(b => sign * ((bins[b] / counts[b]) - rest));
        });
    }

    /// <summary>All inputs once at 20 us; the weights of each neuron add up to <paramref name="sum"/>.</summary>
    private static CadcTrace Record(int serial, int sum, int sign, CircuitTargets targets)
    {
        var inputs = Math.Max(1, (sum + 62) / 63);
        var network = new NetworkSpec(
            [Networks.Input("input", inputs), new PopulationSpec("membranes", PopulationKind.LeakyIntegrator, Neurons, targets)], [Networks.Join(0, 1)]);
        var weights = Enumerable.Range(0, Neurons * inputs).Select(k => (sbyte)(sign * ((sum / inputs) + (k % inputs < sum % inputs ? 1 : 0)))).ToArray();
        var chip = new ChipEmulator();
        chip.Configure(new ChipConfiguration(1, network, new ChipSettings(new ChipSerial(serial)), [new ProjectionWeights(0, weights)]));
        var spikes = Enumerable.Range(0, Runs * inputs).ToArray();
        var batch = new SpikeBatch(
            [.. Enumerable.Range(0, Runs + 1).Select(r => sum == 0 ? 0 : r * inputs)],
            sum == 0 ? [] : [.. spikes.Select(_ => SpikeTick)],
            sum == 0 ? [] : [.. spikes.Select(s => (ushort)(s % inputs))]);
        var block = new RunBlock(
            new BlockId(1, 0, 0), new RunKey(1, RunPhase.Measure, 0), 0, 1, HardwareTicks.From(new Microseconds(40)), [new PopulationSpikes(new PopulationId(0), batch)]);
        return Assert.Single(chip.Run(block).Cadc);
    }
}
