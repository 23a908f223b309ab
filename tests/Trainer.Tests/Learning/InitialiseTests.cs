using Bss2.Trainer.Learning;
using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.Tests.Learning;

public sealed class InitialiseTests
{
    [Fact]
    public void Normal_weights_have_the_asked_moments_and_depend_on_seed_and_number()
    {
        var (a, b, c) = (new Parameter<float>("a", [200, 100]), new Parameter<float>("b", [200, 100]), new Parameter<float>("c", [200, 100]));
        Initialise.Normal(a, 1, 0, 0.5, 0.25);
        Initialise.Normal(b, 1, 1, 0.5, 0.25);
        Initialise.Normal(c, 2, 0, 0.5, 0.25);
        Assert.Equal(0.5, a.Values.Average(), 0.01);
        Assert.Equal(0.0625, a.Values.Average(w => Math.Pow(w - 0.5, 2)), 0.003);
        Assert.Equal(0, a.Values.Zip(b.Values, c.Values).Average(t => (t.First - 0.5) * (t.Second - 0.5)), 0.003);
        Assert.DoesNotContain(a.Values.Zip(c.Values), p => p.First == p.Second);
    }

    [Fact]
    public void Repeated_inputs_get_the_same_columns()
    {
        var (repeated, once) = (new Parameter<float>("r", [4, 15]), new Parameter<float>("o", [4, 5]));
        Initialise.Normal(repeated, 3, 0, 0, 1, repetitions: 3);
        Initialise.Normal(once, 3, 0, 0, 1);
        Assert.All(Enumerable.Range(0, 60), k => Assert.Equal(once.Values[(k / 15 * 5) + (k % 5)], repeated.Values[k]));
        Assert.Throws<ArgumentException>(() => Initialise.Normal(repeated, 3, 0, 0, 1, repetitions: 2));
    }

    [Fact]
    public void Uniform_weights_fill_the_interval_of_the_fan_in()
    {
        var weight = new Parameter<float>("w", [500, 16]);
        Initialise.KaimingUniform(weight, 1, 0);
        Assert.InRange(weight.Values.Max(), 0.249f, 0.25f);
        Assert.InRange(weight.Values.Min(), -0.25f, -0.249f);
        Assert.Equal(0.0625 / 3, weight.Values.Average(w => w * w), 0.0006);
    }
}
