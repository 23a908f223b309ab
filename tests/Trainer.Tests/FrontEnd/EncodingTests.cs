using Bss2.Trainer.FrontEnd;
using Bss2.Trainer.Numerics;
using Bss2.Trainer.Tests.Numerics;

namespace Bss2.Trainer.Tests.FrontEnd;

public sealed class EncodingTests
{
    [Fact]
    public void Coordinates_fall_into_the_rows_of_the_example()
    {
        var example = Golden.Get("coordinates_to_spikes");
        var encoder = new CoordinatesToSpikes((int)example.Number("seq_length"), example.Number("t_early"), example.Number("t_late"), example.Number("dt"), example.Number("t_bias"));
        var x = example.Numbers("x");
        Assert.Equal(example.Numbers("index"), x.Select(c => (double)encoder.RowOf(c)));
        var spikes = new Tape().AllocateZeros(30, 4, 5);
        for (var s = 0; s < 4; s++)
        {
            encoder.Encode(x.AsSpan(4 * s, 4), spikes, s);
        }

        var found = from t in Enumerable.Range(0, 30) from s in Enumerable.Range(0, 4) from c in Enumerable.Range(0, 5) where spikes.Row(t, s)[c] == 1 select new[] { t, s, c };
        Assert.Equal(example.Numbers("nonzero"), found.SelectMany(e => e.Select(v => (double)v)));
    }

    [Fact]
    public void Halves_round_to_even_rows()
    {
        var example = Golden.Get("round_half_even_probe");
        var encoder = new CoordinatesToSpikes(10, 0, 1, 1);
        Assert.Equal(example.Numbers("out"), example.Numbers("inp").Select(x => (double)encoder.RowOf(x)));
    }

    [Fact]
    public void Repetition_lays_all_channels_side_by_side()
    {
        var encoder = new CoordinatesToSpikes(30, 2e-6, 4e-5, 2e-6, 1.8e-5, repetitions: 3);
        var spikes = new Tape().AllocateZeros(30, 1, encoder.Channels(2));
        encoder.Encode([0, 1], spikes, 0);
        Assert.Equal([1f, 0, 0, 1, 0, 0, 1, 0, 0], spikes.Row(1, 0).ToArray());
        Assert.Equal([0f, 0, 1, 0, 0, 1, 0, 0, 1], spikes.Row(9, 0).ToArray());
    }

    [Fact]
    public void The_list_of_spikes_is_the_dense_array_in_order_of_rows_then_channels()
    {
        var encoder = new CoordinatesToSpikes(30, 2e-6, 4e-5, 2e-6, 1.8e-5, repetitions: 3);
        foreach (var coordinates in new double[][] { [0, 1, 1, 0], [0.5, 0.5, 0.5, 0.5], [0.9, 0.1, 0.42, 0.43], [1, 0.3, 0, 0.3] })
        {
            var dense = new Tape().AllocateZeros(30, 1, encoder.Channels(4));
            encoder.Encode(coordinates, dense, 0);
            var expected = from t in Enumerable.Range(0, 30) from c in Enumerable.Range(0, dense.Neurons) where dense.Row(t, 0)[c] != 0 select (t, c);
            var (rows, channels) = (new int[dense.Neurons], new ushort[dense.Neurons]);
            encoder.List(coordinates, rows, channels, 0);
            Assert.Equal(expected, rows.Zip(channels, (t, c) => (t, (int)c)));
        }
    }

    [Fact]
    public void Coordinates_outside_the_sequence_are_refused()
    {
        var encoder = new CoordinatesToSpikes(20, 2e-6, 4e-5, 2e-6);
        var fault = Assert.Throws<ArgumentOutOfRangeException>(() => encoder.Encode([0.2, 1], new Tape().AllocateZeros(20, 1, 2), 0));
        Assert.Contains("Coordinate 1 of sample 0 falls into row 20; rows are 0..19", fault.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new CoordinatesToSpikes(5, 0, 1e-6, 1e-6, bias: 5e-6));
    }

    [Fact]
    public void Hardware_weights_match_the_example()
    {
        var example = Golden.Get("linear_saturating");
        var transform = WeightTransforms.LinearSaturating(example.Number("scale"));
        var weights = example.Numbers("w").Select(w => (float)w).ToArray();
        Assert.All(weights.Zip(example.Numbers("scaled")), p => Assert.Equal(p.Second, transform(p.First), 1e-6 * Math.Max(1, Math.Abs(p.Second))));
        var expected = example.Numbers("exc_new").Zip(example.Numbers("inh_new"), (e, i) => (sbyte)(e - i));
        Assert.Equal(expected, weights.Select(w => WeightTransforms.ToHardware(transform(w))));
    }

    [Theory]
    [InlineData(0.5f, 1)]
    [InlineData(-0.5f, -1)]
    [InlineData(2.5f, 3)]
    [InlineData(-62.4f, -62)]
    public void Halves_of_weights_round_away_from_zero(float weight, int expected) => Assert.Equal(expected, WeightTransforms.ToHardware(weight));

    [Fact]
    public void Weights_beyond_six_bits_are_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => WeightTransforms.ToHardware(63.5f));
}
