using Bss2.Trainer.Learning;
using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.Tests.Learning;

public sealed class LossTests
{
    [Fact]
    public void Cross_entropy_of_equal_scores_is_the_logarithm_of_their_number()
    {
        var scores = new Tape().AllocateZeros(1, 2, 3);
        scores.Values[..3].Fill(7);
        Assert.Equal(2 * Math.Log(3), Losses.CrossEntropy(scores, [0, 2], 4), 1e-14);
        Assert.Equal([(float)(-2.0 / 3 / 4), (float)(1.0 / 3 / 4), (float)(1.0 / 3 / 4)], scores.GradientRow(0, 0).ToArray());
    }

    [Fact]
    public void Cross_entropy_survives_large_scores()
    {
        var scores = new Tape().AllocateZeros(1, 1, 2);
        scores.Row(0, 0)[0] = 4000;
        Assert.Equal(4000, Losses.CrossEntropy(scores, [1], 1));
        Assert.Equal([1f, -1f], scores.GradientRow(0, 0).ToArray());
    }

    [Fact]
    public void A_label_that_is_no_class_is_refused()
    {
        var fault = Assert.Throws<ArgumentOutOfRangeException>(() => Losses.CrossEntropy(new Tape().AllocateZeros(1, 1, 3), [3], 1));
        Assert.Contains("0..2", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mean_square_is_a_mean_over_time_and_neurons_and_a_sum_over_samples()
    {
        var values = new Tape().AllocateZeros(2, 2, 2);
        var loss = Losses.MeanSquare(values, [1, 0, 0, 2, 3, 0, 0, 0], 8);
        Assert.Equal((1 + 4 + 9) / 4.0, loss, 1e-14);
        Assert.Equal([-2f / 32, 0], values.GradientRow(0, 0).ToArray());
        Assert.Equal([-6f / 32, 0], values.GradientRow(1, 0).ToArray());
    }

    [Fact]
    public void Bursts_are_squares_of_sums_over_time()
    {
        var spikes = new Tape().AllocateZeros(3, 1, 2);
        (spikes.Row(0, 0)[0], spikes.Row(2, 0)[0], spikes.Row(1, 0)[1]) = (1, 1, 1);
        Assert.Equal(0.1 * (4 + 1) / 2, Regularisers.Bursts(spikes, 0.1, 5), 1e-14);
        Assert.All([0, 1, 2], t => Assert.Equal([0.1f * 2 * 2 / 10, 0.1f * 2 / 10], spikes.GradientRow(t, 0).ToArray()));
    }

    [Fact]
    public void Readout_regulariser_is_the_mean_square_of_the_scores()
    {
        var scores = new Tape().AllocateZeros(1, 2, 2);
        (scores.Row(0, 0)[0], scores.Row(0, 1)[1]) = (3, -1);
        Assert.Equal(0.5 * (9 + 1) / 2, Regularisers.Readout(scores, 0.5, 2), 1e-14);
        Assert.Equal([0.5f * 2 * 3 / 4, 0], scores.GradientRow(0, 0).ToArray());
    }

    [Fact]
    public void Weight_regulariser_adds_its_gradient()
    {
        var weight = new Parameter<float>("w", [2, 2]);
        new float[] { 1, -2, 0, 3 }.CopyTo(weight.Values, 0);
        var gradients = new GradientBuffer([weight]);
        gradients.Find(weight)!.AsSpan().Fill(1);
        Assert.Equal(0.2 * 14 / 4, Regularisers.Weights(weight, 0.2, gradients), 1e-14);
        Assert.Equal([1 + 0.1f, 1 - 0.2f, 1, 1 + 0.3f], gradients.Find(weight)!);
        Assert.Equal(0, Regularisers.Weights(weight, 0, gradients));
    }
}
