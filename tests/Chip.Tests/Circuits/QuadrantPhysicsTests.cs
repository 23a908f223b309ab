using Bss2.Chip.Circuits;
using Bss2.Chip.Randomness;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;

namespace Bss2.Chip.Tests.Circuits;

public sealed class QuadrantPhysicsTests
{
    private static readonly ChipSettings Ideal = new(new ChipSerial(1), Imperfections.None);

    [Theory]
    [InlineData(6, 6, 50)]
    [InlineData(10, 10, 50)]
    [InlineData(12, 6, 50)]
    [InlineData(6, 0.5, 50)]
    [InlineData(20, 3, 125)]
    [InlineData(6, 6, 10)]
    public void A_postsynaptic_potential_follows_the_closed_form(double membraneTau, double synapticTau, int stepTicks)
    {
        var targets = CircuitTargets.Spiking2 with
        {
            MembraneTimeConstantMicroseconds = membraneTau,
            ExcitatoryTimeConstantMicroseconds = synapticTau,
            InhibitoryTimeConstantMicroseconds = synapticTau,
        };
        var bench = new QuadrantBench(Ideal with { StepTicks = stepTicks }, targets, 8, fires: false);
        var points = Enumerable.Range(0, 400).Select(k => k * 37).ToArray();

        // Events at ticks that are no multiple of the step, excitatory and inhibitory.
        (int, int)[] events = [(1003, 63), (4777, -63), (4781, 20), (9999, 63)];
        bench.Run(events, 15000, points);

        var exact = Exact(bench, targets, events);
        for (var point = 0; point < points.Length; point++)
        {
            Assert.Equal(exact.Membrane(points[point] / 250.0), bench.Membrane(0, point, points.Length, 3), 0.05);
        }
    }

    [Theory]
    [InlineData(6, 6, 150, 50)]
    [InlineData(10, 0.5, 88, 50)]
    [InlineData(1, 0.3, 83, 50)]
    [InlineData(6, 2, 100, 250)]
    public void First_spikes_come_within_20_ns_of_the_exact_solution_and_no_steep_crossing_is_missed(
        double membraneTau, double synapticTau, double thresholdLsb, int stepTicks)
    {
        var targets = CircuitTargets.Spiking2 with
        {
            ThresholdLsb = thresholdLsb,
            MembraneTimeConstantMicroseconds = membraneTau,
            ExcitatoryTimeConstantMicroseconds = synapticTau,
            InhibitoryTimeConstantMicroseconds = synapticTau,
        };
        var bench = new QuadrantBench(Ideal with { StepTicks = stepTicks }, targets, 8);
        var key = StreamKey.ForSeed(3, NoisePurpose.Shuffling);
        var spiking = 0;
        for (var trial = 0u; trial < 400; trial++)
        {
            var events = new (int, int)[12];
            for (var k = 0u; k < events.Length; k++)
            {
                var block = Philox.Next(key, trial, k, 0, 0);
                events[k] = ((int)(block.X0 % 10000), (int)(block.X1 % 127) - 25);
                events[k].Item2 = Math.Clamp(events[k].Item2, -63, 63);
            }

            bench.Run(events, 15000, [0]);
            var exact = Exact(bench, targets, events);
            var crossing = exact.FirstCrossing(targets.ThresholdLsb, 60);
            var spikes = bench.Spikes(0, 5);
            if (crossing is { } time && exact.Slope(time) > 1)
            {
                spiking++;
                Assert.True(spikes.Length > 0, $"trial {trial}: the crossing at {time} us with {exact.Slope(time)} LSB/us was missed");
                Assert.Equal(time, spikes[0] / 250.0, 0.020);
            }
            else if (crossing is null)
            {
                Assert.Empty(spikes);
            }
        }

        Assert.InRange(spiking, 100, 400);
    }

    [Fact]
    public void A_crossing_that_an_inhibitory_event_ends_within_the_same_step_is_found()
    {
        var targets = CircuitTargets.Spiking2 with { ExcitatoryTimeConstantMicroseconds = 0.5, ThresholdLsb = 100 };
        var bench = new QuadrantBench(Ideal, targets, 8);
        (int Tick, int Weight)[] excitatory = [.. Enumerable.Repeat((1000, 63), 5)];
        var time = Exact(bench, targets, excitatory).FirstCrossing(targets.ThresholdLsb, 60)!.Value;

        // Strong inhibition one tick after the crossing, both within one step of 50 ticks.
        var after = (int)Math.Ceiling(time * 250) + 1;
        bench.Run([.. excitatory, .. Enumerable.Repeat((after, -63), 60)], 15000, [0]);
        Assert.Equal(time, Assert.Single(bench.Spikes(0, 0)) / 250.0, 0.020);
    }

    [Fact]
    public void A_spike_clamps_the_membrane_for_the_refractory_time()
    {
        var bench = new QuadrantBench(Ideal, CircuitTargets.Spiking2, 8);
        (int, int)[] events = [.. Enumerable.Range(0, 80).Select(k => (1000 + (k * 100), 63))];
        var points = Enumerable.Range(0, 15000).ToArray();
        bench.Run(events, 15000, points);

        var spikes = bench.Spikes(0, 2);
        Assert.True(spikes.Length > 5);
        foreach (var (first, second) in spikes.Zip(spikes.Skip(1)))
        {
            Assert.True(second - first >= 250, $"spikes {first} and {second} are closer than the refractory time of 250 ticks");
        }

        // Clamp: exponential towards reset with 0.5 us, from threshold; the spike lies on the grid of ticks, which is worth 0.28 LSB.
        for (var tick = spikes[0] + 1; tick < spikes[0] + 250; tick++)
        {
            Assert.Equal(80 + (70 * Math.Exp(-(tick - spikes[0]) / 125.0)), bench.Membrane(0, tick, points.Length, 2), 0.35);
        }
    }

    [Fact]
    public void The_strength_of_a_synapse_is_that_of_the_published_profiles()
    {
        var spiking2 = Strength(CircuitTargets.Spiking2);
        Assert.Equal(0.377, spiking2.PspPerWeight, 0.377 * 0.02);
        Assert.Equal(66.3, 70 / (6 * spiking2.Charge), 66.3 * 0.02);
        Assert.Equal(0.300, Strength(CircuitTargets.Spiking).PspPerWeight, 0.300 * 0.02);
    }

    [Fact]
    public void Excitation_stays_linear_to_a_weight_sum_of_288_and_inhibition_saturates()
    {
        var settings = new ChipSettings(new ChipSerial(1), Imperfections.Limits);
        var bench = new QuadrantBench(settings, CircuitTargets.Spiking, 8, fires: false);
        var points = Enumerable.Range(0, 15000).ToArray();
        (int, int)[] excitatory = [(500, 63), (500, 63), (500, 63), (500, 63), (500, 36)];
        bench.Run([(500, 63)], 15000, points);
        var single = Extreme(bench, points.Length).Maximum - 80;
        bench.Run(excitatory, 15000, points);
        Assert.Equal(288 / 63.0 * single, Extreme(bench, points.Length).Maximum - 80, 288 / 63.0 * single * 0.05);

        bench.Run([.. excitatory.Select(e => (e.Item1, -e.Item2))], 15000, points);
        Assert.InRange(80 - Extreme(bench, points.Length).Minimum, 41, 51);
        bench.Run([.. Enumerable.Repeat((500, -63), 60)], 15000, points);
        Assert.InRange(80 - Extreme(bench, points.Length).Minimum, 46, 53);
    }

    [Fact]
    public void The_membrane_stays_within_its_range()
    {
        var bench = new QuadrantBench(new ChipSettings(new ChipSerial(2)), CircuitTargets.Spiking2, 128, fires: false);
        var points = Enumerable.Range(0, 300).Select(k => k * 50).ToArray();
        bench.Run([.. Enumerable.Range(0, 300).Select(k => (k * 40, k < 150 ? 63 : -63))], 15000, points);
        var (minimum, maximum) = Extreme(bench, points.Length);
        Assert.InRange(minimum, 25, 25 + (0.2 * 103));
        Assert.InRange(maximum, 228 - (0.2 * 100), 228);
    }

    [Fact]
    public void Membrane_noise_has_its_stationary_sigma_and_correlation_time()
    {
        var settings = Ideal with { Enabled = Imperfections.MembraneNoise };
        var bench = new QuadrantBench(settings, CircuitTargets.Spiking2, 128, fires: false);
        int[] points = [0, 1500, 3000, 14950];
        bench.Run([], 15000, points, samples: 400);
        double[] squares = new double[4];
        double lagged = 0, fourth = 0;
        for (var sample = 0; sample < 400; sample++)
        {
            for (var column = 0; column < 128; column++)
            {
                var deviations = Enumerable.Range(0, 4).Select(p => bench.Membrane(sample, p, 4, column) - 80.0).ToArray();
                for (var p = 0; p < 4; p++)
                {
                    squares[p] += deviations[p] * deviations[p] / (400 * 128);
                }

                lagged += deviations[1] * deviations[2] / (400 * 128);
                fourth += Math.Pow(deviations[3], 4) / (400 * 128);
            }
        }

        Assert.All(squares, s => Assert.Equal(0.7, Math.Sqrt(s), 0.01));
        Assert.Equal(Math.Exp(-1), lagged / squares[1], 0.02);
        Assert.Equal(3, fourth / (squares[3] * squares[3]), 0.12);
    }

    [Fact]
    public void Mismatch_depends_on_the_serial_alone_and_has_the_stated_spread()
    {
        var targets = Enumerable.Repeat<CircuitTargets?>(CircuitTargets.Spiking2, 128).ToArray();
        var fires = Enumerable.Repeat(true, 128).ToArray();
        var leaks = new List<double>();
        var thresholds = new List<double>();
        var taus = new List<double>();
        for (var serial = 1; serial <= 20; serial++)
        {
            var circuits = QuadrantCircuits.Build(new ChipSettings(new ChipSerial(serial)), 1, targets, fires, []);
            var again = QuadrantCircuits.Build(new ChipSettings(new ChipSerial(serial)), 1, targets, fires, []);
            Assert.Equal(circuits.Leak, again.Leak);
            leaks.AddRange(circuits.Leak);
            thresholds.AddRange(circuits.Threshold);
            taus.AddRange(circuits.MembraneTimeConstant);
        }

        Assert.Equal(leaks.Count, leaks.Distinct().Count());
        Assert.Equal(Math.Sqrt(1.25), Sigma(leaks), 0.1);
        Assert.Equal(2.0, Sigma(thresholds), 0.15);
        Assert.Equal(0.36, Sigma(taus), 0.03);
        Assert.Equal(80, leaks.Average(), 0.1);
    }

    [Fact]
    public void Switching_one_imperfection_off_leaves_the_others_as_they_were()
    {
        var targets = Enumerable.Repeat<CircuitTargets?>(CircuitTargets.Spiking2, 128).ToArray();
        var fires = Enumerable.Repeat(true, 128).ToArray();
        var all = QuadrantCircuits.Build(new ChipSettings(new ChipSerial(3)), 0, targets, fires, []);
        var without = QuadrantCircuits.Build(new ChipSettings(new ChipSerial(3), Imperfections.All & ~Imperfections.Threshold), 0, targets, fires, []);
        Assert.All(without.Threshold, t => Assert.Equal(150, t));
        Assert.Equal(all.Leak, without.Leak);
        Assert.Equal(all.MembraneTimeConstant, without.MembraneTimeConstant);
    }

    private static (double Charge, double PspPerWeight) Strength(CircuitTargets targets)
    {
        var settings = new ChipSettings(new ChipSerial(1), Imperfections.Limits);
        var bench = new QuadrantBench(settings, targets, 8, fires: false);
        var points = Enumerable.Range(0, 15000).ToArray();
        bench.Run([(500, 32)], 15000, points);
        return (bench.Strengths.Charge(1, 0, 32, false) / 32.0, (Extreme(bench, points.Length).Maximum - 80) / 32);
    }

    private static (double Minimum, double Maximum) Extreme(QuadrantBench bench, int points)
    {
        var values = bench.Response.MembraneLsb.Take(points * bench.Columns).ToArray();
        return (values.Min(), values.Max());
    }

    private static double Sigma(List<double> values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
    }

    private static ClosedForm Exact(QuadrantBench bench, CircuitTargets targets, (int Tick, int Weight)[] events)
    {
        var charge = bench.Strengths.Charge(1, 0, 1, false);
        return new ClosedForm(
            targets.LeakLsb,
            targets.MembraneTimeConstantMicroseconds,
            targets.ExcitatoryTimeConstantMicroseconds,
            targets.InhibitoryTimeConstantMicroseconds,
            [.. events.Select(e => (e.Tick / 250.0, (double)charge * e.Weight))]);
    }
}
