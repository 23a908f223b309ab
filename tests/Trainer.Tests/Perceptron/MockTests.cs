using Bss2.Chip.Randomness;
using Bss2.Messages.Identity;
using Bss2.Trainer.Perceptron;
using FsCheck;
using FsCheck.Fluent;

namespace Bss2.Trainer.Tests.Perceptron;

public sealed class MockTests
{
    [Fact]
    public void Tiles_are_clipped_before_they_are_added()
    {
        // 127 of the first 128 inputs and −128 of the second.
        var session = Silent(0.002);
        var x = session.Tensor([.. Enumerable.Repeat(31f, 256)], [256]);
        var w = session.Tensor([.. Enumerable.Range(0, 256).Select(k => k < 128 ? 63f : -63f)], [256, 1]);
        Assert.Equal([-1f], session.Mac(x, w, mock: true).Values.ToArray());
    }

    [Fact]
    public void The_formula_holds_for_any_size_gain_and_sends()
    {
        Prop.ForAll(Gen.Choose(1, 5).SelectMany(n => Gen.Choose(1, 300).SelectMany(i => Gen.Choose(1, 70).SelectMany(o => Gen.Choose(1, 9).Select(s => (n, i, o, s))))).ToArbitrary(), size =>
        {
            var (n, i, o, s) = size;
            var session = Silent(0.0031);
            var x = Uniform(n * i, 0, 31, 1);
            var w = Uniform(i * o, -63, 63, 2);
            var y = session.Mac(session.Tensor(x, [n, i]), session.Tensor(w, [i, o]), s, mock: true).Values.ToArray();
            for (var k = 0; k < y.Length; k++)
            {
                var sum = 0f;
                for (var first = 0; first < i; first += 128)
                {
                    var product = Enumerable.Range(first, Math.Min(128, i - first)).Sum(r => (long)(MathF.Round(x[(k / o * i) + r]) * MathF.Round(w[(r * o) + (k % o)])));
                    sum += Math.Clamp(MathF.Floor((float)product * s * 0.0031f), -128, 127);
                }

                if (y[k] != Math.Clamp(sum, -128, 127))
                {
                    return false;
                }
            }

            return true;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Noise_has_its_sigma_and_is_rounded_down_with_the_result()
    {
        var session = new PerceptronSession(seed: 5) { MockParameter = new MockParameter(0.002, 2) };
        var x = session.Tensor(new float[1000], [1000, 1]);
        var y = session.Mac(x, session.Tensor(new float[100], [1, 100]), mock: true).Values.ToArray();
        var mean = y.Average();
        Assert.Equal(-0.5, mean, 0.03);
        Assert.Equal(Math.Sqrt(4 + (1.0 / 12)), Math.Sqrt(y.Average(v => (v - mean) * (v - mean))), 0.03);
        session.Restart();
        var second = session.Mac(session.Tensor(new float[1000], [1000, 1]), session.Tensor(new float[100], [1, 100]), mock: true).Values.ToArray();
        Assert.InRange(y.Zip(second, (a, b) => (a + 0.5) * (b + 0.5)).Average(), -0.08, 0.08);
        var third = session.Mac(session.Tensor(new float[1000], [1000, 1]), session.Tensor(new float[100], [1, 100]), mock: true).Values.ToArray();
        Assert.InRange(third.Zip(second, (a, b) => (a + 0.5) * (b + 0.5)).Average(), -0.08, 0.08);
    }

    [Fact]
    public void Noise_depends_on_the_place_in_the_batch_and_not_on_how_it_is_cut()
    {
        var key = new RunKey(3, RunPhase.Train, 7);
        var session = new PerceptronSession();
        float[] Run(int first, int count)
        {
            session.Restart(key, first);
            return session.Matmul(session.Tensor(Uniform(count * 2 * 5, 0, 0.4, 1), [count, 2, 5]), session.Tensor(new float[5 * 40], [5, 40]), mock: true).Values.ToArray();
        }

        float[] parts = [.. Run(0, 5), .. Run(5, 1), .. Run(6, 6)];
        Assert.Equal(Run(0, 12), parts);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(2f)]
    public void Vectors_give_the_bits_of_the_definition(float sigma)
    {
        foreach (var groups in new[] { 0, 1, 2, 5 })
        {
            var products = Uniform(32 * groups, -40000, 40000, 3);
            var noise = new MockNoise(StreamKey.ForSeed(1, NoisePurpose.MockNoise), 17, 3, 9, sigma);
            var (sums, expected) = (Uniform(products.Length, -128, 127, 4), Uniform(products.Length, -128, 127, 4));
            foreach (var isFirst in new[] { true, false })
            {
                MockKernel.Convert(in noise, 2, 3, 0.0023f, products, sums, isFirst);
                MockKernel.ConvertReference(in noise, 2, 3, 0.0023f, products, expected, isFirst);
                Assert.Equal(expected, sums);
            }
        }
    }

    internal static PerceptronSession Silent(double gain) => new() { MockParameter = new MockParameter(gain, 0) };

    internal static float[] Uniform(int count, double least, double most, uint stream)
    {
        var key = StreamKey.ForSeed(99, NoisePurpose.Shuffling);
        return [.. Enumerable.Range(0, count).Select(k => (float)(least + ((most - least) * Philox.ToUniform(Philox.Next(key, (uint)k, stream, 0, 0).X0))))];
    }
}
