using Bss2.Chip.Circuits;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;
using Bss2.Trainer.Measuring;

namespace Bss2.Trainer.Tests.Measuring;

public sealed class MeasuringTests
{
    private const int Serials = 10;

    /// <summary>A quarter of the chip, from all four quadrants.</summary>
    private static readonly int[] Circuits = [.. Enumerable.Range(0, 512).Where(c => c % 128 < 32)];

    [Fact]
    public void Over_ten_chips_the_scales_are_those_of_the_introduction_and_follow_each_chips_strength()
    {
        var chips = Enumerable.Range(1, Serials).Select(serial => ChipMeasurements.Of(Setup(serial))).ToArray();
        Assert.All(chips, chip => Assert.InRange(chip.Range.Baseline.Value, -49, -47));
        Assert.All(chips, chip => Assert.InRange(chip.Trace.LeakToThreshold.Value, 45 - 7, 45 + 7));
        Assert.InRange(chips.Average(chip => chip.Trace.Scale.Value), (1 / 45.0) - 0.007, (1 / 45.0) + 0.007);
        Assert.InRange(chips.Average(chip => chip.Weight.Scale.Value), 40, 60);

        var scaled = chips.Select(chip => chip.Weight.Scale.Value * Strength(chip.Setup.Chip.Serial)).ToArray();
        Assert.All(scaled, value => Assert.InRange(value / scaled.Average(), 0.94, 1.06));
    }

    [Fact]
    public void The_dynamic_range_is_that_of_the_circuits()
    {
        var range = DynamicRange.Measure(Setup(1));
        Assert.InRange(range.Baseline.Value, -45 * 1.2, -45 * 0.8);
        Assert.InRange(range.Upper.Value, 100 * 0.8, 100 * 1.2);
        Assert.InRange(range.Lower.Value, -103 * 1.2, -103 * 0.8);
    }

    [Fact]
    public void Without_imperfections_the_weight_scale_is_the_quotient_of_the_published_psps()
    {
        var setup = new MeasuringSetup(new ChipSettings(new ChipSerial(1), Imperfections.None), CircuitTargets.Spiking) { Circuits = [0], Runs = 2 };
        var trace = TraceScale.Measure(setup);
        var weight = WeightScale.Measure(setup, trace);
        Assert.Equal(0.38742, weight.ModelHeightPerWeight, 1e-5);
        Assert.Equal(0.300, weight.ChipHeightPerWeight.Value, 0.3 * 0.02);
        Assert.Equal(0, weight.ChipHeightPerWeight.Error);
        Assert.Equal(-48, trace.Baseline.Value, 1e-4);
        Assert.Equal(0.38742 * trace.LeakToThreshold.Value / weight.ChipHeightPerWeight.Value, weight.Scale.Value, 1e-3);
        Assert.Equal(1 / trace.LeakToThreshold.Value, trace.Scale.Value, 1e-12);
    }

    [Fact]
    public void Errors_tell_how_far_another_measurement_of_the_same_circuits_is_off()
    {
        // One circuit: its error is all noise. Twenty seeds give twenty measurements, whose scatter the error foretells.
        var measured = Enumerable.Range(1, 20).Select(seed => TraceScale.Measure(Setup(1) with { Circuits = [5], Seed = (ulong)seed }).LeakToThreshold).ToArray();
        var mean = measured.Average(m => m.Value);
        var scatter = Math.Sqrt(measured.Sum(m => (m.Value - mean) * (m.Value - mean)) / 19);
        Assert.InRange(scatter / measured.Average(m => m.Error), 0.6, 1.6);
    }

    [Fact]
    public void The_model_threshold_scales_traces_up_and_weights_down()
    {
        var setup = Setup(2) with { Circuits = [0, 300], Runs = 4 };
        var (one, two) = (ChipMeasurements.Of(setup), ChipMeasurements.Of(setup with { ModelThreshold = 2 }));
        Assert.Equal(2 * one.Trace.Scale.Value, two.Trace.Scale.Value, 1e-12);
        Assert.Equal(one.Weight.Scale.Value / 2, two.Weight.Scale.Value, 1e-9);
    }

    [Fact]
    public void A_circuit_is_measured_alike_alone_and_among_others()
    {
        // Placement may choose another driver for another network, so synapses of all drivers are made alike.
        var chip = new ChipSettings(new ChipSerial(3), Imperfections.All & ~(Imperfections.DriverStrength | Imperfections.SynapseStrength));
        var setup = Setup(3) with { Chip = chip, Runs = 3 };
        var all = TraceScale.Measure(setup).LeakToThreshold.PerCircuit;
        var alone = TraceScale.Measure(setup with { Circuits = [Circuits[40]] }).LeakToThreshold;
        Assert.Equal(all[40], alone.PerCircuit[0]);
        Assert.Equal(0, alone.Spread);
    }

    [Fact]
    public void Runs_in_a_second_block_go_on_where_the_first_ended()
    {
        // Blocks hold sixteen runs; the error of a mean over runs falls only if all of them differ.
        var few = TraceScale.Measure(Setup(1) with { Circuits = [7], Runs = 16 }).Baseline;
        var many = TraceScale.Measure(Setup(1) with { Circuits = [7], Runs = 256 }).Baseline;
        Assert.InRange(few.Error / many.Error, 2.5, 6.5);
    }

    [Fact]
    public void All_faults_of_a_setup_are_told_at_once()
    {
        var setup = new MeasuringSetup(new ChipSettings(new ChipSerial(1)), CircuitTargets.Spiking with { LeakLsb = 10, ThresholdLsb = 300 }) { Runs = 0, Dt = 5e-6, ModelThreshold = 0 };
        var faults = setup.Faults();
        Assert.Equal(5, faults.Count);
        Assert.Contains(faults, f => f.Contains("0 runs; permitted: 2..10000", StringComparison.Ordinal));
        Assert.Contains(faults, f => f.Contains("5 us; permitted: 0.1..2 us", StringComparison.Ordinal));
        Assert.Contains(faults, f => f.Contains("leak is 10, permitted are 50..160", StringComparison.Ordinal));
        Assert.Contains(faults, f => f.Contains("threshold is 300, permitted are 50..220", StringComparison.Ordinal));
        Assert.Contains("Circuits [3, 3]", Assert.Throws<ArgumentException>(() => TraceScale.Measure(Setup(1) with { Circuits = [3, 3] })).Message, StringComparison.Ordinal);
    }

    private static MeasuringSetup Setup(int serial) => new(new ChipSettings(new ChipSerial(serial)), CircuitTargets.Spiking) { Circuits = Circuits };

    /// <summary>The chip's hidden strength factor.</summary>
    private static double Strength(ChipSerial serial)
    {
        float Charge(Imperfections enabled) => SynapseStrengths
            .Build(new ChipSettings(serial, enabled), 0, [.. Enumerable.Repeat<CircuitTargets?>(CircuitTargets.Spiking, 128)]).Charge(0, 0, 63, inhibitory: false);
        return Charge(Imperfections.ChipStrength) / Charge(Imperfections.None);
    }
}
