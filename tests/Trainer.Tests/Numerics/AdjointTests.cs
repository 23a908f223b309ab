using Bss2.Trainer.Numerics;
using FsCheck;
using FsCheck.Fluent;

namespace Bss2.Trainer.Tests.Numerics;

/// <summary>Hand-written adjoints against central differences in float64.</summary>
public sealed class AdjointTests
{
    private const double Step = 1e-6;
    private static readonly double[] Weights = [0.9, -0.4, 1.3, 0.7, 0.6, -1.1];
    private static readonly (int, int)[] Inputs = [(0, 0), (1, 2), (2, 1), (4, 0), (5, 2), (7, 1), (8, 0)];

    [Fact]
    public void Leaky_integrators_are_exact_for_any_weighting_of_their_outputs() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NormalFloat[]>().Filter(a => a.Length >= 48 || a.Length == 0), noise =>
        {
            var (onV, onI) = (Weighting(noise, 1), Weighting(noise, 2));
            double Loss(double[] weights)
            {
                var layer = Layer(weights).RunLi();
                return Dot(onV, layer.Cut(layer.Membrane)) + Dot(onI, layer.Cut(layer.Current));
            }

            AssertGradient(Loss, Layer(Weights).RunLi().LiGradient(onV, onI), 1e-7);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0.0)]
    [InlineData(2.0)]
    public void Integrate_and_fire_adjoints_are_exact_where_the_surrogate_is_the_true_derivative(double refractorySteps)
    {
        // With u / (alpha |u| + 1) in place of the step the surrogate is the derivative, and the reset, still a step, is locally constant.
        var (onZ, onV, onI) = (Weighting([], 3), Weighting([], 4), Weighting([], 5));
        double Loss(double[] weights)
        {
            var layer = Layer(weights, refractorySteps).RunLif(smooth: true);
            return Dot(onZ, layer.Cut(layer.Spikes)) + Dot(onV, layer.Cut(layer.Membrane)) + Dot(onI, layer.Cut(layer.Current));
        }

        var run = Layer(Weights, refractorySteps).RunLif(smooth: true);
        Assert.Contains(run.Cut(run.Spikes), z => z > 0);
        AssertGradient(Loss, run.LifGradient(onZ, onV, onI, smooth: true), 1e-5);
    }

    [Fact]
    public void Synapse_adjoint_with_respect_to_spikes_is_the_transpose_of_the_product()
    {
        // For a linear map <y, A x> = <Aᵀ y, x> for any x, y.
        var shape = new SynapseShape(1, 3, 2);
        double[] x = [0.3, -1.2, 0.8, 0, 0, 0, 0, 0], y = [0.7, -0.2, 0, 0, 0, 0, 0, 0];
        var (product, transposed) = (new double[8], new double[8]);
        SynapseReference.Forward<double>(shape, x, Weights, product);
        SynapseReference.BackwardSpikes<double>(shape, y, Weights, transposed, false);
        Assert.Equal(Dot(y, product), Dot(transposed, x), 1e-14);
    }

    private static DoubleLayer Layer(double[] weights, double refractorySteps = 0) =>
        new(new CubaParameters([5e-6, 7e-6], [6e-6, 4e-6], [0.05, 0], [0.5, 0.45], [0, -0.1], Alpha: 3), 1.5e-6, 12, 3, weights, Inputs, refractorySteps);

    private static double[] Weighting(NormalFloat[] noise, int salt) =>
        [.. Enumerable.Range(0, 24).Select(k => noise.Length > 24 ? Math.Clamp((double)noise[(k + salt) % noise.Length], -10, 10) : Math.Cos((k * 1.7) + salt))];

    private static double Dot(double[] a, double[] b) => a.Zip(b).Sum(p => p.First * p.Second);

    private static void AssertGradient(Func<double[], double> loss, double[] gradient, double tolerance)
    {
        for (var k = 0; k < Weights.Length; k++)
        {
            double[] up = [.. Weights], down = [.. Weights];
            up[k] += Step;
            down[k] -= Step;
            var difference = (loss(up) - loss(down)) / (2 * Step);
            Assert.True(Math.Abs(difference - gradient[k]) <= tolerance * Math.Max(1, Math.Abs(difference)), $"weight {k}: difference {difference}, adjoint {gradient[k]}");
        }
    }
}
