using Bss2.Chip.Randomness;

namespace Bss2.Chip.Tests.Randomness;

public sealed class PortableMathTests
{
    [Fact]
    public void Exp_agrees_with_the_platform()
    {
        for (var x = -700.0; x < 700; x += 0.137)
        {
            Assert.Equal(1, PortableMath.Exp(x) / Math.Exp(x), 4e-16 + (Math.Abs(x) * 1.2e-16));
        }

        Assert.Equal(1, PortableMath.Exp(0));
        Assert.Equal(0, PortableMath.Exp(-1000));
        Assert.Equal(double.PositiveInfinity, PortableMath.Exp(1000));
        Assert.True(double.IsNaN(PortableMath.Exp(double.NaN)));
    }

    [Fact]
    public void Log_agrees_with_the_platform()
    {
        for (var x = 1e-300; x < 1e300; x *= 1.37)
        {
            Assert.Equal(Math.Log(x), PortableMath.Log(x), 4e-16 * Math.Max(1, Math.Abs(Math.Log(x))));
        }

        Assert.Equal(double.NegativeInfinity, PortableMath.Log(0));
        Assert.Equal(double.PositiveInfinity, PortableMath.Log(double.PositiveInfinity));
        Assert.True(double.IsNaN(PortableMath.Log(-1)));
        Assert.Equal(Math.Log(double.Epsilon), PortableMath.Log(double.Epsilon), 1e-12);
    }

    [Fact]
    public void Sine_and_cosine_agree_with_the_platform()
    {
        for (var turns = 0.0; turns < 1; turns += 0.000731)
        {
            var (sine, cosine) = PortableMath.SinCosTurns(turns);

            // The platform's argument is rounded: up to half a unit in the last place of 2 pi.
            Assert.Equal(Math.Sin(2 * Math.PI * turns), sine, 1e-15);
            Assert.Equal(Math.Cos(2 * Math.PI * turns), cosine, 1e-15);
        }
    }

    [Fact]
    public void Gaussian_deviates_have_the_moments_of_the_normal_law()
    {
        const int count = 200_000;
        var key = StreamKey.ForSeed(11, NoisePurpose.InitialWeights);
        double sum = 0, square = 0, fourth = 0;
        var beyondThree = 0;
        for (var k = 0u; k < count; k++)
        {
            var x = Gaussian.Next(key, k);
            sum += x;
            square += x * x;
            fourth += x * x * x * x;
            beyondThree += Math.Abs(x) > 3 ? 1 : 0;
        }

        // Five standard errors each.
        Assert.Equal(0, sum / count, 5 / Math.Sqrt(count));
        Assert.Equal(1, square / count, 5 * Math.Sqrt(2.0 / count));
        Assert.Equal(3, fourth / count, 5 * Math.Sqrt(96.0 / count));
        Assert.Equal(0.0026998, beyondThree / (double)count, 5 * Math.Sqrt(0.0027 / count));
    }
}
