using Bss2.Trainer.Data;

namespace Bss2.Trainer.Tests.Data;

public class RandomStateTests
{
    [Fact]
    public void Words_are_those_of_the_reference_generator()
    {
        // The C++ standard (rand.predef) states the 10000th word of mt19937 with its default seed.
        var random = new RandomState(5489);
        Assert.Equal(3499211612u, random.NextWord());
        for (var k = 2; k < 10000; k++)
        {
            random.NextWord();
        }

        Assert.Equal(4123659995u, random.NextWord());
    }

    [Fact]
    public void Doubles_are_those_of_numpy()
    {
        // numpy.random.RandomState(42).rand(3), printed in NumPy's documentation and countless tutorials.
        var random = new RandomState(42);
        Assert.Equal(0.3745401188473625, random.NextDouble());
        Assert.Equal(0.9507143064099162, random.NextDouble());
        Assert.Equal(0.7319939418114051, random.NextDouble());
    }

    [Fact]
    public void A_bound_of_one_draws_nothing()
    {
        var random = new RandomState(42);
        Assert.Equal(0, random.NextInteger(1));
        Assert.Equal(0.3745401188473625, random.NextDouble());
    }
}
