using Bss2.Trainer.Numerics.SpikeTimes;

namespace Bss2.Trainer.Tests.Numerics.SpikeTimes;

public sealed class WeightBumpingTests
{
    private static readonly WeightBumping Rules = new() { PermittedMissing = [0.5, 0.25], Value = 0.01 };

    [Fact]
    public void The_first_layer_strictly_above_its_limit_is_bumped()
    {
        Assert.Null(Rules.Decide([[5, 5], [1, 4]], 10, null));
        Assert.Equal(new WeightBump(0, 0.01), Rules.Decide([[5, 6], [10, 10]], 10, null));
        Assert.Equal(new WeightBump(1, 0.01), Rules.Decide([[5, 5], [0, 6]], 10, null));
    }

    [Fact]
    public void The_value_doubles_only_for_the_same_layer_in_consecutive_iterations()
    {
        int[][] missing = [[0, 0], [10, 10]];
        var first = Rules.Decide(missing, 10, null);
        var second = Rules.Decide(missing, 10, first);
        Assert.Equal(0.02, second!.Value.Value);
        Assert.Equal(0.04, Rules.Decide(missing, 10, second)!.Value.Value);
        Assert.Equal(0.01, Rules.Decide([[10, 10], [10, 10]], 10, second)!.Value.Value);
        Assert.Equal(0.01, (Rules with { IsExponential = false }).Decide(missing, 10, second)!.Value.Value);
    }

    [Fact]
    public void Targeted_bumps_raise_all_inputs_of_silent_neurons_others_the_whole_layer()
    {
        double[] weights = [1, 2, 3, 4];
        Rules.Apply(new WeightBump(0, 0.5), [0, 1], weights);
        Assert.Equal([1, 2.5, 3, 4.5], weights);
        (Rules with { IsTargeted = false }).Apply(new WeightBump(0, 0.5), [0, 1], weights);
        Assert.Equal([1.5, 3, 3.5, 5], weights);
    }

    [Fact]
    public void Faults_name_fields_and_permitted_values()
    {
        var faults = string.Join(' ', new WeightBumping { PermittedMissing = [1.5, double.NaN], Value = 0 }.Faults(3));
        Assert.All(["3 layers", "PermittedMissing[0] is 1.5", "PermittedMissing[1] is NaN", "Value is 0"], fault => Assert.Contains(fault, faults, StringComparison.Ordinal));
        Assert.Throws<ArgumentException>(() => Rules.Decide([[1]], 10, null));
        Assert.Throws<ArgumentOutOfRangeException>(() => Rules.Decide([[1], [1]], 0, null));
    }

    [Fact]
    public void Weights_are_rounded_half_away_from_zero_and_clipped()
    {
        var rounded = new double[4];
        WeightRules.Round([0.25, -0.25, 0.24, 1.9], 0.5, rounded);
        Assert.Equal([0.5, -0.5, 0, 2], rounded);
        WeightRules.Clip(rounded, 0.75);
        Assert.Equal([0.5, -0.5, 0, 0.75], rounded);
    }

    [Fact]
    public void Delays_stay_in_their_range_and_their_gradients_are_slopes()
    {
        var range = new DelayRange { Shift = 2, Scale = 1.5 };
        double[] parameters = [-50, -0.3, 0, 2, 800], delays = new double[5], gradients = new double[5];
        range.Delays(parameters, delays);
        Assert.All(delays, d => Assert.InRange(d, 2, 3.5));
        Assert.Equal(2.75, delays[2]);
        range.AddGradients(parameters, [1, 2, 1, 1, 1], gradients);
        double[] above = new double[5], below = new double[5];
        range.Delays([.. parameters.Select(p => p + 1e-6)], above);
        range.Delays([.. parameters.Select(p => p - 1e-6)], below);
        Assert.Equal(2 * (above[1] - below[1]) / 2e-6, gradients[1], 1e-8);
        Assert.Equal((above[3] - below[3]) / 2e-6, gradients[3], 1e-8);
        Assert.Equal(2, new DelayRange { Shift = -1, Scale = 0 }.Faults().Count);
    }

    [Fact]
    public void Noise_depends_on_the_place_in_the_batch_alone()
    {
        const int Inputs = 3;
        double[] whole = [.. Enumerable.Repeat(0.2, 3000)], part = [.. Enumerable.Repeat(0.2, 600)];
        whole[4] = double.PositiveInfinity;
        InputNoise.Add(whole, Inputs, 0, 0.3, seed: 5, update: 7, firstSample: 0);
        InputNoise.Add(part, Inputs, 0, 0.3, seed: 5, update: 7, firstSample: 100);
        Assert.Equal(whole[300..900], part);
        Assert.All(whole, t => Assert.True(t >= 0));
        Assert.Equal(double.PositiveInfinity, whole[4]);
        Assert.NotEqual(whole[0], whole[3]);

        // E|N(0.2, 0.3)| = 0.2 (1 - 2 Phi(-2/3)) + 0.6 phi(2/3) = 0.2906.
        Assert.Equal(0.2906, whole.Where(double.IsFinite).Average(), 5 * 0.2 / Math.Sqrt(3000));
        Assert.Throws<ArgumentOutOfRangeException>(() => InputNoise.Add(part, Inputs, 0, -1, 5, 7, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => InputNoise.Add(part, Inputs, double.NaN, 1, 5, 7, 0));
    }
}
