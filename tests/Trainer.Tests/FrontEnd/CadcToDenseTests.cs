using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;
using Bss2.Trainer.FrontEnd;
using Bss2.Trainer.Numerics;
using Bss2.Trainer.Tests.Numerics;

namespace Bss2.Trainer.Tests.FrontEnd;

public sealed class CadcToDenseTests
{
    private static readonly PopulationId Layer = new(1);

    [Fact]
    public void Linear_interpolation_matches_the_example()
    {
        var example = Golden.Get("cadc_linear_interpolation");
        var expected = example.Numbers("rows");
        var actual = Trace(example, 11, new CadcProcessing(1, 0, false, 0, [1], CadcInterpolation.Linear));
        Assert.All(expected.Zip(actual), p => Assert.Equal(p.First, p.Second, 1e-6 * Math.Abs(p.First)));
    }

    [Fact]
    public void The_nearest_sample_is_taken_where_asked()
    {
        // Samples at 0.8, 2.6, 4.4, 6.2 and 8 us.
        var rows = Trace(Golden.Get("cadc_linear_interpolation"), 11, new CadcProcessing(1, 0, false, 0, [1], CadcInterpolation.Nearest));
        Assert.Equal([-48, -48, -45, -45, -30, -30, -33, -33, -40, -40, -40], rows);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(-3)]
    public void Shift_then_offset_or_first_row_then_scale(int shift)
    {
        var example = Golden.Get("cadc_linear_interpolation");
        var raw = Trace(example, 11, new CadcProcessing(1, 0, false, 0, [1], CadcInterpolation.Linear));
        var shifted = Enumerable.Range(0, 10).Select(k => raw[Math.Clamp(k + shift, 0, 10)]).ToArray();
        var byOffset = Trace(example, 10, new CadcProcessing(1, shift, false, -48, [0.5], CadcInterpolation.Linear));
        var byFirst = Trace(example, 10, new CadcProcessing(1, shift, true, -48, [0.5], CadcInterpolation.Linear));
        Assert.All(Enumerable.Range(0, 10), k => Assert.Equal((shifted[k] + 48) * 0.5f, byOffset[k], 1e-6f));
        Assert.All(Enumerable.Range(0, 10), k => Assert.Equal((shifted[k] - shifted[0]) * 0.5f, byFirst[k], 1e-6f));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    public void Offsets_and_scales_of_single_neurons_are_their_own(int neurons)
    {
        int[] ticks = [100, 620, 1100, 130, 640, 1120], all = [.. Enumerable.Range(0, neurons)];
        var codes = Enumerable.Range(0, ticks.Length * neurons).Select(k => (sbyte)((k * 31 % 200) - 100)).ToArray();
        var traces = new CadcTrace[] { new(Layer, all, 3, ticks, codes) };
        double[] offsets = [.. all.Select(n => -48.0 - n)], scales = [.. all.Select(n => 0.5 + n)];
        var raw = Run(traces, neurons, new CadcProcessing(neurons, 0, false, 0, 1, CadcInterpolation.Linear));
        var processed = Run(traces, neurons, new CadcProcessing(neurons, 0, false, offsets, scales, CadcInterpolation.Linear));
        for (var k = 0; k < raw.Length; k++)
        {
            var n = k % Lanes.Pad(neurons);
            Assert.Equal(n < neurons ? (raw[k] - (float)offsets[n]) * (float)scales[n] : 0, processed[k]);
        }
    }

    [Fact]
    public void Rows_shifted_past_an_end_repeat_the_recordings_last_and_first_row()
    {
        var example = Golden.Get("cadc_linear_interpolation");
        var raw = Trace(example, 11, new CadcProcessing(1, 0, false, 0, 1, CadcInterpolation.Linear));
        Assert.Equal([.. raw[4..], .. Enumerable.Repeat(raw[10], 4)], Trace(example, 11, new CadcProcessing(1, 4, false, 0, 1, CadcInterpolation.Linear)));
        Assert.Equal([.. Enumerable.Repeat(raw[0], 3), .. raw[..8]], Trace(example, 11, new CadcProcessing(1, -3, false, 0, 1, CadcInterpolation.Linear)));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(120)]
    public void A_population_on_both_hemispheres_gets_what_two_whole_traces_would_give(int neurons)
    {
        int[] ticks = [100, 620, 1100, 130, 640, 1120], later = [150, 640, 1190, 160, 650, 1200];
        var codes = Enumerable.Range(0, ticks.Length * neurons).Select(k => (sbyte)((k * 31 % 200) - 100)).ToArray();
        int[] all = [.. Enumerable.Range(0, neurons)], top = [.. all.Where(n => n % 3 == 0)], bottom = [.. all.Where(n => n % 3 != 0)];
        sbyte[] Pick(int[] chosen) => [.. Enumerable.Range(0, ticks.Length).SelectMany(p => chosen.Select(n => codes[(p * neurons) + n]))];
        var processing = new CadcProcessing(neurons, 0, true, 0, [.. all.Select(n => 0.1 + n)], CadcInterpolation.Linear);
        var (earlyWhole, lateWhole) = (Run([new CadcTrace(Layer, all, 3, ticks, codes)], neurons, processing), Run([new CadcTrace(Layer, all, 3, later, codes)], neurons, processing));
        var split = Run([new CadcTrace(Layer, top, 3, ticks, Pick(top)), new CadcTrace(new PopulationId(9), [0], 3, ticks, new sbyte[6]), new CadcTrace(Layer, bottom, 3, later, Pick(bottom))], neurons, processing);
        for (var k = 0; k < split.Length; k++)
        {
            Assert.Equal(k % Lanes.Pad(neurons) % 3 == 0 ? earlyWhole[k] : lateWhole[k], split[k]);
        }
    }

    [Fact]
    public void Missing_neurons_and_samples_are_refused()
    {
        var processing = new CadcProcessing(2, 0, false, 0, [1], CadcInterpolation.Linear);
        var fault = Assert.Throws<ArgumentException>(() => Run([new CadcTrace(Layer, [0], 1, [4, 4], [1, 1])], 2, processing));
        Assert.Contains("hold 1 neurons; the layer has 2", fault.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Run([new CadcTrace(Layer, [0, 1], 1, [4], [1, 1])], 2, processing));
    }

    /// <summary>Two samples over four steps of 1 us, with padding.</summary>
    private static float[] Run(CadcTrace[] traces, int neurons, CadcProcessing processing)
    {
        var tape = new Tape();
        tape.Allocate(4, 2, neurons).Values.Fill(float.NaN);
        tape.Restart();
        var target = tape.Allocate(4, 2, neurons);
        new CadcToDense().Fill(traces, Layer, 0, new TimeGrid(1e-6, 4), processing, target);
        return target.Values.ToArray();
    }

    private static float[] Trace(System.Text.Json.JsonElement example, int steps, CadcProcessing processing)
    {
        var samples = example.Numbers("clock_value").Chunk(2).ToArray();
        var trace = new CadcTrace(Layer, [0], samples.Length, [.. samples.Select(p => 2 * (int)p[0])], [.. samples.Select(p => (sbyte)p[1])]);
        var target = new Tape().Allocate(steps, 1, 1);
        var grid = new TimeGrid(1e-6, 10);
        Assert.Equal(11, grid.HardwareRows);
        new CadcToDense().Fill([trace], Layer, 0, grid, processing, target);
        return [.. Enumerable.Range(0, steps).Select(t => target.Row(t, 0)[0])];
    }
}
