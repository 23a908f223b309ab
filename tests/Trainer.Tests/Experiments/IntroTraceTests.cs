using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;
using Bss2.Trainer.Experiments;

namespace Bss2.Trainer.Tests.Experiments;

public sealed class IntroTraceTests
{
    private static readonly IntroTrace Trace = Of(1);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void The_neuron_of_the_first_picture_spikes_once_or_twice(int serial)
    {
        var spikes = Of(serial).SpikesMicroseconds;
        Assert.InRange(spikes.Length, 1, 2);
        Assert.All(spikes, time => Assert.InRange(time, 20, 38));
    }

    [Fact]
    public void Both_converters_see_the_same_run()
    {
        Assert.InRange(Trace.Cadc.Codes.Length, 24, 25);
        Assert.InRange(Trace.Madc.Codes.Length, 1469, 1471);
        Assert.Equal(IntroTrace.Steps, Trace.CadcRows.Length);

        // A line through the pairs of samples: three MADC codes for a CADC code, with some noise in both.
        var times = Trace.Madc.Microseconds;
        var pairs = Trace.Cadc.Microseconds.Select((t, k) => (Cadc: (double)Trace.Cadc.Codes[k], Madc: (double)Trace.Madc.Codes[Nearest(times, t)])).ToArray();
        var (x, y) = (pairs.Average(p => p.Cadc), pairs.Average(p => p.Madc));
        Assert.Equal(3.0, pairs.Sum(p => (p.Cadc - x) * (p.Madc - y)) / pairs.Sum(p => (p.Cadc - x) * (p.Cadc - x)), 0.25);
    }

    [Fact]
    public void The_mock_spikes_where_the_tutorial_does() => Assert.Equal([22, 35], Trace.MockSpikeRows);

    [Fact]
    public void The_measured_lines_are_those_of_the_tutorial()
    {
        Assert.InRange(Trace.Alignment.Baseline.Value, -51, -45);
        Assert.InRange(Trace.Alignment.LeakToThreshold.Value, 45 - 7, 45 + 7);
        Assert.InRange(Trace.Alignment.Scale.Value, (1 / 45.0) - 0.007, (1 / 45.0) + 0.007);
    }

    [Fact]
    public void Ten_scaled_psps_of_the_chip_are_near_that_of_the_model()
    {
        var peak = Trace.ModelPsp.Max();
        Assert.Equal(0.38742f, peak, 1e-5f);
        Assert.Equal(IntroTrace.Runs, Trace.ChipPsps.Length);
        Assert.All(Trace.ChipPsps, psp => Assert.InRange(psp.Max(), peak - 0.15f, peak + 0.15f));
        Assert.NotEqual(Trace.ChipPsps[0], Trace.ChipPsps[1]);
    }

    [Fact]
    public void The_same_chip_and_seed_record_the_same()
    {
        var again = Of(1);
        Assert.Equal(Trace.Madc.Codes, again.Madc.Codes);
        Assert.Equal(Trace.ChipPsps, again.ChipPsps);
        Assert.NotEqual(Trace.Madc.Codes, IntroTrace.Record(Trace.Chip, 2).Madc.Codes);
    }

    private static IntroTrace Of(int serial) => IntroTrace.Record(new ChipSettings(new ChipSerial(serial)), 1);

    private static int Nearest(double[] times, double time) => Enumerable.Range(0, times.Length).MinBy(k => Math.Abs(times[k] - time));
}
