using System.Text.Json;
using Bss2.Messages.Identity;
using Bss2.Messages.Spikes;
using Bss2.Trainer.FrontEnd;
using Bss2.Trainer.Numerics;
using Bss2.Trainer.Tests.Numerics;

namespace Bss2.Trainer.Tests.FrontEnd;

public sealed class TimeGridTests
{
    [Theory]
    [InlineData("hw_rows_30_steps_dt2us", 2e-6, 30)]
    [InlineData("hw_rows_50_steps_dt1us", 1e-6, 50)]
    [InlineData("hw_rows_100_steps_dt1us", 1e-6, 100)]
    [InlineData("hw_rows_110_steps_dt1us", 1e-6, 110)]
    [InlineData("hw_rows_38_steps_dt1us", 1e-6, 38)]
    [InlineData("hw_rows_120_steps_dt0p5us", 0.5e-6, 120)]
    public void Clocks_and_rows_of_a_run_are_truncated_as_in_hxtorch(string key, double dt, int steps)
    {
        var example = Golden.Get("time_grid").GetProperty(key);
        var grid = new TimeGrid(dt, steps);
        Assert.Equal(example.Number("runtime_clocks"), grid.RuntimeClocks);
        Assert.Equal(example.Number("rows"), grid.HardwareRows);
        Assert.Equal(2 * grid.RuntimeClocks, grid.Duration.Value);
    }

    [Fact]
    public void Spikes_fall_into_the_nearest_row_and_count_once()
    {
        var example = Golden.Get("spike_binning");
        var clocks = example.Numbers("clocks").Select(c => (int)c).ToArray();
        var rows = example.GetProperty("row").EnumerateArray().Select(r => r.ValueKind == JsonValueKind.Null ? -1 : r.GetInt32()).ToArray();

        // 31 steps, so that the last row of a recording is kept; each clock is a sample of its own.
        var grid = new TimeGrid(2e-6, 30);
        Assert.Equal((int)example.Number("rows"), grid.HardwareRows);
        var tape = new Tape();
        var all = tape.Allocate(31, clocks.Length, 2);
        SpikesToDense.Fill(new SpikeBatch([.. Enumerable.Range(0, clocks.Length + 1)], [.. clocks.Select(c => 2 * c)], new ushort[clocks.Length]), 0, grid, all);
        for (var s = 0; s < clocks.Length; s++)
        {
            Assert.Equal(Enumerable.Range(0, 31).Select(t => t == rows[s] ? 1f : 0f), Enumerable.Range(0, 31).Select(t => all.Row(t, s)[0]));
        }

        var cut = tape.Allocate(30, 1, 2);
        SpikesToDense.Fill(new SpikeBatch([0, 1, 6], [0, 500, 501, 499, 14998, 500], [0, 1, 1, 1, 1, 0]), 1, grid, cut);
        Assert.Equal(2, Bss2.Trainer.Learning.Metrics.CountSpikes(cut));
        Assert.Equal([1f, 1f], cut.Row(1, 0).ToArray());
    }

    [Fact]
    public void A_spike_of_no_neuron_of_the_layer_is_refused()
    {
        var target = new Tape().Allocate(30, 1, 2);
        var fault = Assert.Throws<ArgumentException>(() => SpikesToDense.Fill(new SpikeBatch([0, 1], [500], [2]), 0, new TimeGrid(2e-6, 30), target));
        Assert.Contains("neuron 2; the layer has neurons 0..1", fault.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => SpikesToDense.Fill(new SpikeBatch([0, 0], [], []), 1, new TimeGrid(2e-6, 30), target));
        Assert.Equal(0, new PopulationId(0).Value);
    }

    [Theory]
    [InlineData(2e-6, 30, 1)]
    [InlineData(1.3e-6, 17, 3)]
    public void Events_of_a_recording_are_the_entries_of_its_dense_array(double dt, int steps, int samples)
    {
        var grid = new TimeGrid(dt, steps);
        var last = (int)((steps + 2) * dt / 4e-9);
        int[] ticks = [.. Enumerable.Range(0, 400 * (samples + 1)).Select(k => (k * 7919 % (last + 600)) - 300)];
        int[] offsets = [.. Enumerable.Range(0, samples + 2).Select(s => s * 400)];
        var batch = new SpikeBatch(offsets, ticks, [.. ticks.Select((_, k) => (ushort)(k * 37 % 70))]);
        var tape = new Tape();
        var dense = tape.Allocate(steps, samples, 70);
        SpikesToDense.Fill(batch, 1, grid, dense);
        var expected = new EventList();
        expected.Collect(dense.Values, steps * samples, dense.Stride);

        var recorded = RecordedSpikes.Apply(tape, batch, 1, samples, 70, grid);
        Assert.Equal(Enumerable.Range(0, expected.Rows).SelectMany(r => expected.Row(r).ToArray().Select(e => (r, e))), Enumerable.Range(0, expected.Rows).SelectMany(r => recorded.Events!.Row(r).ToArray().Select(e => (r, e))));
        Assert.Equal(dense.Values.ToArray(), recorded.Values.ToArray());
        for (var row = 1; row < steps; row++)
        {
            // Every tick around a boundary, not only those that happened to be drawn.
            var boundary = (int)((row - 0.5) * dt / 4e-9);
            int[] near = [.. Enumerable.Range(boundary - 3, 7)];
            var single = RecordedSpikes.Apply(tape, new SpikeBatch([0, 7], near, [0, 1, 2, 3, 4, 5, 6]), 0, 1, 8, grid);
            Assert.All(Enumerable.Range(0, 7), k => Assert.Equal(1, single.Row(grid.SpikeRow(near[k]), 0)[k]));
        }
    }
}
