using Bss2.Trainer.Learning;

namespace Bss2.Trainer.Tests.Learning;

public sealed class SpikeTimeLossTests
{
    private const double Missing = double.PositiveInfinity;
    private static readonly int[] Labels = [2, 0, 1];

    private delegate double LossOf(ReadOnlySpan<double> times, ReadOnlySpan<int> labels, int batchSize, Span<double> gradients);

    [Theory]
    [InlineData("first spike")]
    [InlineData("mean square")]
    [InlineData("shift invariant")]
    public void Gradients_are_the_slopes_of_the_batch_mean(string name)
    {
        var loss = Named(name);
        double[] times = [0.4, 0.9, 0.7, 0.3, Missing, 0.5, 1.1, 0.2, 0.25];
        const int Batch = 7;
        var gradients = new double[9];
        loss(times, Labels, Batch, gradients);
        for (var k = 0; k < times.Length; k++)
        {
            var time = times[k];
            double At(double offset)
            {
                times[k] = time + offset;
                return loss(times, Labels, Batch, new double[9]);
            }

            var slope = double.IsInfinity(time) ? 0 : (At(1e-5) - At(-1e-5)) / 2e-5 / Batch;
            times[k] = time;
            Assert.Equal(slope, gradients[k], 1e-8);
        }
    }

    [Fact]
    public void Time_to_first_spike_is_its_formula()
    {
        var gradients = new double[3];
        var loss = SpikeTimeLosses.TimeToFirstSpike(new FirstSpikeLoss { Xi = 0.3, Alpha = 0.02, Beta = 2, TimeConstant = 1.5 }, [0.4, 0.9, 0.7], [1], 1, gradients);
        Assert.Equal(Math.Log(Math.Exp(-0.4 / 0.45) + Math.Exp(-0.9 / 0.45) + Math.Exp(-0.7 / 0.45)) + (0.9 / 0.45) + (0.02 * Math.Exp(0.9 / 3)), loss, 1e-14);
    }

    [Fact]
    public void A_missing_true_label_costs_a_hundred_and_has_no_gradient()
    {
        foreach (var name in new[] { "first spike", "shift invariant" })
        {
            var gradients = new[] { 1.0, 1, 1 };
            Assert.Equal(100, Named(name)([0.3, Missing, 0.4], [1], 1, gradients));
            Assert.Equal([0, 0, 0], gradients);
        }

        // Of a mean square each missing label costs a hundred in place of its square.
        var square = new double[3];
        Assert.Equal((100 + (0.5 * 0.09)) / 3, Named("mean square")([1, Missing, 0.7], [1], 1, square), 1e-12);
        Assert.Equal(0, square[1]);
        Assert.NotEqual(0, square[2]);
    }

    [Fact]
    public void Far_apart_times_neither_overflow_nor_vanish()
    {
        var gradients = new double[2];
        var loss = Named("first spike")([1e-3, 400], [0], 1, gradients);
        Assert.InRange(loss, 0, 0.1);
        Assert.Equal(0, gradients[1]);
        Assert.Equal(400 / 0.2, SpikeTimeLosses.TimeToFirstSpike(new FirstSpikeLoss { Alpha = 0 }, [0, 400.0], [1], 1, gradients), 1e-9);
    }

    [Fact]
    public void Classes_are_the_first_of_the_earliest_or_nearest_and_none_without_a_spike()
    {
        Assert.Equal(1, SpikeTimeClasses.First([0.5, 0.2, 0.2]));
        Assert.Equal(-1, SpikeTimeClasses.First([Missing, Missing]));
        Assert.Equal(2, SpikeTimeClasses.First([Missing, Missing, 3]));
        Assert.Equal(0, SpikeTimeClasses.Nearest([1.5, 1.9, 0.2], 1.7 - 0.1));
        Assert.Equal(0, SpikeTimeClasses.Nearest([1, 2, 1], 1.5));
        Assert.Equal(-1, SpikeTimeClasses.Nearest([Missing, Missing], 1.7));
    }

    [Fact]
    public void Bad_input_is_refused_with_its_values()
    {
        var loss = Named("first spike");
        Assert.Contains("0..2", Assert.Throws<ArgumentOutOfRangeException>(() => loss([1, 2, 3], [3], 1, new double[3])).Message, StringComparison.Ordinal);
        Assert.Contains("0..2", Assert.Throws<ArgumentOutOfRangeException>(() => loss([1, 2, 3], [-1], 1, new double[3])).Message, StringComparison.Ordinal);
        Assert.Contains("NaN", Assert.Throws<ArgumentException>(() => loss([1, double.NaN, 3], [0], 1, new double[3])).Message, StringComparison.Ordinal);
        Assert.Contains("empty", Assert.Throws<ArgumentException>(() => loss([], [], 1, [])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => loss([1, 2, 3], [0, 1], 2, new double[3]));
        Assert.Throws<ArgumentException>(() => loss([1, 2, 3], [0], 1, new double[2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => loss([1, 2, 3, 4], [0, 0], 1, new double[4]));
        var faults = Assert.Throws<ArgumentException>(() => SpikeTimeLosses.TimeToFirstSpike(new FirstSpikeLoss { Xi = 0, Alpha = -1, Beta = double.NaN }, [1, 2], [0], 1, new double[2])).Message;
        Assert.All(["Xi is 0", "Alpha is -1", "Beta is NaN"], fault => Assert.Contains(fault, faults, StringComparison.Ordinal));
    }

    private static LossOf Named(string name) => name switch
    {
        "first spike" => (times, labels, batch, gradients) => SpikeTimeLosses.TimeToFirstSpike(new FirstSpikeLoss { Alpha = 0.01 }, times, labels, batch, gradients),
        "mean square" => (times, labels, batch, gradients) => SpikeTimeLosses.MeanSquare(1.7, 1.0, times, labels, batch, gradients),
        _ => (times, labels, batch, gradients) => SpikeTimeLosses.ShiftInvariantSquare(0.2, times, labels, batch, gradients),
    };
}
