using System.Numerics;
using Bss2.Trainer.LeakyNetworks.Surrogates;

namespace Bss2.Trainer.Tests.LeakyNetworks;

public sealed class SurrogateTests
{
    [Fact]
    public void All_surrogates_match_the_reference_vectors()
    {
        Check<double>();
        Check<float>();

        static void Check<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            var expected = SnnTorchGolden.Get("e_surrogates");
            foreach (var (key, surrogate) in new[]
            {
                ("straight_through", Surrogate.StraightThrough<T>()),
                ("triangular(1)", Surrogate.Triangular<T>()),
                ("fast_sigmoid(25)", Surrogate.FastSigmoid<T>()),
                ("atan(2)", Surrogate.Atan<T>()),
                ("heaviside", Surrogate.Heaviside<T>()),
                ("sigmoid(25)", Surrogate.Sigmoid<T>()),
                ("spike_rate_escape(1,25)", Surrogate.SpikeRateEscape<T>()),
                ("SFS(25,1)", Surrogate.SparseFastSigmoid<T>()),
            })
            {
                SnnTorchGolden.AssertClose(expected.Flat(key), expected.Flat("x").Select(x => Slope(surrogate, T.CreateTruncating(x))));
            }
        }
    }

    [Theory]
    [InlineData(-1e30f)]
    [InlineData(-100f)]
    [InlineData(-3.6f)]
    [InlineData(0f)]
    [InlineData(1e30f)]
    public void Every_surrogate_is_finite_far_from_the_threshold_in_float32(float x)
    {
        foreach (var surrogate in new[]
        {
            Surrogate.Atan<float>(), Surrogate.FastSigmoid<float>(), Surrogate.Sigmoid<float>(), Surrogate.Heaviside<float>(), Surrogate.StraightThrough<float>(), Surrogate.Triangular<float>(),
            Surrogate.SpikeRateEscape<float>(), Surrogate.SparseFastSigmoid<float>(), Surrogate.StochasticSpike<float>(1, 0), Surrogate.LeakySpike<float>(), Surrogate.Disabled<float>(),
        })
        {
            Assert.True(float.IsFinite(Slope(surrogate, x)), $"{surrogate.GetType().Name} at {x}");
        }
    }

    [Fact]
    public void The_leaky_spike_operator_works_as_snnTorch_documents_it()
    {
        // The reference implementation raises a TypeError, as the vectors record.
        Assert.Equal("TypeError", SnnTorchGolden.Get("e_surrogates").GetProperty("LSO_raises").GetString());
        Assert.Equal([0.1, 0.1, 1], new[] { -1.0, 0, 0.5 }.Select(x => Slope(Surrogate.LeakySpike<double>(), x)));
    }

    [Fact]
    public void The_stochastic_spike_operator_is_one_for_spikes_and_uniform_noise_that_depends_on_place_and_update_alone()
    {
        var first = Surrogate.StochasticSpike<double>(seed: 3, update: 0);
        var draws = Enumerable.Range(0, 4000).Select(n => first.Backward(-0.5, 1, 0, new SpikeIndex(2, 1, n))).ToArray();
        Assert.Equal(1, Slope(first, 0.5));
        Assert.All(draws, d => Assert.InRange(d, -0.1, 0.1));
        Assert.InRange(draws.Average(), -0.005, 0.005);
        Assert.InRange(draws.Average(d => d * d), 0.9 * 0.04 / 12, 1.1 * 0.04 / 12);
        Assert.Equal(draws[7], Surrogate.StochasticSpike<double>(3, 0).Backward(-0.5, 1, 0, new SpikeIndex(2, 1, 7)));
        Assert.NotEqual(draws[7], Surrogate.StochasticSpike<double>(3, 1).Backward(-0.5, 1, 0, new SpikeIndex(2, 1, 7)));
        Assert.NotEqual(draws[7], first.Backward(-0.5, 1, 0, new SpikeIndex(3, 1, 7)));
    }

    [Fact]
    public void A_custom_surrogate_is_asked_and_a_disabled_one_stops_the_gradient()
    {
        Assert.Equal(0.5 + 3 + 1, Surrogate.Custom<double>((x, upstream, spike) => x + upstream + spike).Backward(0.5, 3, 1, default));
        Assert.Equal(0, Surrogate.Disabled<double>().Backward(0.5, 3, 1, default));
    }

    private static T Slope<T>(Surrogate<T> surrogate, T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => surrogate.Backward(x, T.One, x > T.Zero ? T.One : T.Zero, default);
}
