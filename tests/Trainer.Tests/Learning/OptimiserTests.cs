using Bss2.Trainer.Learning;
using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.Tests.Learning;

public sealed class OptimiserTests
{
    [Fact]
    public void Adams_first_step_is_the_learning_rate_against_the_sign_of_the_gradient()
    {
        var (weight, gradients) = Parameter(0.5f, -3f, 1e-3f);
        new Adam([weight], 0.01).Step(gradients);
        Assert.Equal(-0.01f, weight.Values[0], 1e-7f);
        Assert.Equal(0.01f, weight.Values[1], 1e-7f);
        Assert.Equal(-0.01f * (1e-3f / (1e-3f + 1e-8f)), weight.Values[2], 1e-7f);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(512)]
    public void Eight_elements_at_a_time_give_the_bits_of_the_scalar_update(int length)
    {
        float[] Wave(double factor) => [.. Enumerable.Range(0, length).Select(k => (float)Math.Sin(factor * (k + 1)))];
        float[] gradient = Wave(0.7), w1 = Wave(1.3), m1 = Wave(2.1), s1 = [.. Wave(0.9).Select(x => x * x)], w2 = [.. w1], m2 = [.. m1], s2 = [.. s1];
        var rates = new Adam.Rates<float>(0.1f, 0.999f, 0.001f, 0.02f, 0.3f, 1e-8f);
        Adam.StepReference(rates, w1, gradient, m1, s1);
        var done = Adam.Step(rates, w2, gradient, m2, s2);
        Assert.Equal(length / 8 * 8, done);
        Assert.Equal([.. w1[..done], .. m1[..done], .. s1[..done]], (float[])[.. w2[..done], .. m2[..done], .. s2[..done]]);
    }

    [Fact]
    public void Adam_follows_its_recursion_in_double_over_many_steps()
    {
        var (weight, gradients) = Parameter(0);
        var adam = new Adam([weight], 0.002);
        var (w, m, v) = (0.0, 0.0, 0.0);
        for (var t = 1; t <= 200; t++)
        {
            var g = Math.Sin(0.1 * t) + 0.2;
            gradients.Find(weight)![0] = (float)g;
            adam.Step(gradients);
            (m, v) = ((0.9 * m) + (0.1 * g), (0.999 * v) + (0.001 * g * g));
            w -= 0.002 * (m / (1 - Math.Pow(0.9, t))) / (Math.Sqrt(v / (1 - Math.Pow(0.999, t))) + 1e-8);
            Assert.Equal(w, weight.Values[0], 2e-6);
        }
    }

    [Fact]
    public void Float64_parameters_follow_Adams_recursion_to_the_precision_of_float64()
    {
        var weight = new Parameter<double>("w", [2]);
        var gradients = new GradientBuffer([weight]);
        var adam = new Adam([weight], 0.005, 0.8, 0.99, 1e-6);
        var (w, m, v) = (0.0, 0.0, 0.0);
        for (var t = 1; t <= 200; t++)
        {
            var g = Math.Sin(0.1 * t) + 0.2;
            gradients.Find(weight)![1] = g;
            adam.Step(gradients);
            (m, v) = ((0.8 * m) + (0.2 * g), (0.99 * v) + (0.01 * g * g));
            w -= 0.005 / (1 - Math.Pow(0.8, t)) * m / ((Math.Sqrt(v) / Math.Sqrt(1 - Math.Pow(0.99, t))) + 1e-6);
            Assert.Equal(w, weight.Values[1], 1e-13);
        }

        Assert.Equal(0, weight.Values[0]);
    }

    [Fact]
    public void Float64_momentum_keeps_what_float32_would_lose()
    {
        var weight = new Parameter<double>("w", [1]);
        var gradients = new GradientBuffer([weight]);
        var sgd = new Sgd([weight], 1, momentum: 0.5);
        gradients.Find(weight)![0] = 1;
        sgd.Step(gradients);
        gradients.Find(weight)![0] = 1e-12;
        sgd.Step(gradients);
        Assert.Equal(-1 - (0.5 + 1e-12), weight.Values[0]);
    }

    [Fact]
    public void Each_parameter_keeps_its_precision_in_a_captured_state()
    {
        var (single, wide) = (new Parameter<float>("s", [1]), new Parameter<double>("w", [1]));
        var gradients = new GradientBuffer([single, wide]);
        (gradients.Find(single)![0], gradients.Find(wide)![0]) = (0.3f, 0.3);
        var adam = new Adam([single, wide], 0.01);
        adam.Step(gradients);
        var state = adam.Capture();
        var values = (single.Values[0], wide.Values[0]);
        adam.Step(gradients);
        var expected = (single.Values[0], wide.Values[0]);

        (single.Values[0], wide.Values[0]) = values;
        var resumed = new Adam([single, wide], 0.01);
        resumed.Restore(state);
        resumed.Step(gradients);

        Assert.Equal(expected, (single.Values[0], wide.Values[0]));
        Assert.Equal([typeof(float[]), typeof(double[]), typeof(float[]), typeof(double[])], state.Arrays.Select(a => a.Value.GetType()));
        var other = Assert.Throws<ArgumentException>(() => new Adam([new Parameter<double>("s", [1]), wide], 0.01).Restore(state));
        Assert.Contains("needs adam.mean/s[1] in float64", other.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_restored_state_continues_to_the_same_bits()
    {
        var (weight, gradients) = Parameter(0.3f, -0.7f);
        var adam = new Adam([weight], 0.01);
        adam.Step(gradients);
        adam.Step(gradients);
        var (state, values) = (adam.Capture(), (float[])weight.Values.Clone());
        adam.Step(gradients);
        var expected = (float[])weight.Values.Clone();

        values.CopyTo(weight.Values, 0);
        var resumed = new Adam([weight], 0.01);
        resumed.Restore(state);
        Assert.Equal(2, resumed.StepCount);
        resumed.Step(gradients);
        Assert.Equal(expected, weight.Values);
        Assert.Equal(["adam.mean/w", "adam.square/w"], state.Arrays.Select(a => a.Key));
    }

    [Fact]
    public void A_foreign_state_is_refused_and_changes_nothing()
    {
        var (weight, gradients) = Parameter(0.3f);
        var adam = new Adam([weight], 0.01);
        adam.Step(gradients);
        var fault = Assert.Throws<ArgumentException>(() => adam.Restore(new OptimiserState(5, [new("adam.mean/other", new float[1])])));
        Assert.Contains("adam.mean/other[1]", fault.Message, StringComparison.Ordinal);
        Assert.Equal(1, adam.StepCount);
    }

    [Fact]
    public void Momentum_accumulates_gradients()
    {
        var (weight, gradients) = Parameter(1);
        var sgd = new Sgd([weight], 0.5, momentum: 0.5);
        sgd.Step(gradients);
        sgd.Step(gradients);
        sgd.Step(gradients);
        Assert.Equal(-0.5f * (1 + 1.5f + 1.75f), weight.Values[0]);
    }

    [Fact]
    public void Learning_rates_fall_after_every_so_many_epochs()
    {
        var schedule = new StepLR(0.002, 5, 0.9);
        Assert.Equal([0.002, 0.002, 0.002 * 0.9, 0.002 * 0.9 * 0.9], new[] { 0, 4, 5, 14 }.Select(schedule.At));
        Assert.Equal(1 * 0.5 * 0.5 * 0.5, StepLR.Exponential(1, 0.5).At(3));
    }

    [Fact]
    public void Learning_rates_fall_at_the_epochs_that_are_named()
    {
        var schedule = new MultiStepLR(1, [2, 5, 5], 0.5);
        Assert.Equal([1, 1, 0.5, 0.5, 0.125], new[] { 0, 1, 2, 4, 5 }.Select(schedule.At));
    }

    private static (Parameter<float>, GradientBuffer) Parameter(params float[] gradient)
    {
        var weight = new Parameter<float>("w", [gradient.Length]);
        var gradients = new GradientBuffer([weight]);
        gradient.CopyTo(gradients.Find(weight)!, 0);
        return (weight, gradients);
    }
}
