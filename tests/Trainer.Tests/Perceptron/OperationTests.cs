using Bss2.Trainer.Perceptron;

namespace Bss2.Trainer.Tests.Perceptron;

public sealed class OperationTests
{
    private const double Gain = 0.002;
    private readonly PerceptronSession _session = MockTests.Silent(Gain);

    [Theory]
    [InlineData(new[] { 5 }, new[] { 5 }, new[] { 1 })]
    [InlineData(new[] { 5 }, new[] { 5, 3 }, new[] { 3 })]
    [InlineData(new[] { 2, 5 }, new[] { 5 }, new[] { 2 })]
    [InlineData(new[] { 2, 5 }, new[] { 5, 3 }, new[] { 2, 3 })]
    [InlineData(new[] { 4, 2, 5 }, new[] { 5 }, new[] { 4, 2 })]
    [InlineData(new[] { 4, 2, 5 }, new[] { 5, 3 }, new[] { 4, 2, 3 })]
    [InlineData(new[] { 2, 4, 2, 130 }, new[] { 130, 3 }, new[] { 2, 4, 2, 3 })]
    public void Matmul_has_the_shapes_and_gain_times_the_gradients_of_torch(int[] a, int[] b, int[] y)
    {
        var x = _session.Tensor(MockTests.Uniform(a.Aggregate(1, (p, q) => p * q), 0, 31, 1), a, requiresGradient: true);
        var w = _session.Tensor(MockTests.Uniform(b.Aggregate(1, (p, q) => p * q), -63, 63, 2), b, requiresGradient: true);
        var result = _session.Matmul(x, w, numSends: 3, mock: true);
        Assert.Equal(y, result.Shape);
        var seed = MockTests.Uniform(result.Count, -1, 1, 3);
        PerceptronSession.AddGradient(result, seed);
        _session.Backward();
        var (inputs, outputs) = (b[0], w.Count / b[0]);
        for (var k = 0; k < x.Count; k++)
        {
            var expected = Enumerable.Range(0, outputs).Sum(o => (double)seed[(k / inputs * outputs) + o] * w.Values[(k % inputs * outputs) + o]) * Gain * 3;
            Assert.Equal(expected, x.Gradient[k], 1e-5);
        }

        for (var k = 0; k < w.Count; k++)
        {
            var expected = Enumerable.Range(0, x.Count / inputs).Sum(v => (double)seed[(v * outputs) + (k % outputs)] * x.Values[(v * inputs) + (k / outputs)]) * Gain * 3;
            Assert.Equal(expected, w.Gradient[k], 1e-5);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Conv2d_is_the_product_at_each_place_of_the_kernel(int stride)
    {
        const int Samples = 2, Channels = 2, Size = 7, Outputs = 3, Width = 3;
        var places = ((Size - Width) / stride) + 1;
        var x = _session.Tensor(Whole(Samples * Channels * Size * Size, 0, 31, 1), [Samples, Channels, Size, Size], requiresGradient: true);
        var w = _session.Tensor(Whole(Outputs * Channels * Width * Width, -63, 63, 2), [Outputs, Channels, Width, Width], requiresGradient: true);
        var bias = _session.Tensor([0.25f, -1.5f, 3], [Outputs], requiresGradient: true);
        var y = _session.Conv2d(x, w, bias, stride, numSends: 2, mock: true);
        Assert.Equal([Samples, Outputs, places, places], y.Shape);
        PerceptronSession.AddGradient(y, MockTests.Uniform(y.Count, -1, 1, 3));
        _session.Backward();
        var (gradX, gradW) = (new double[x.Count], new double[w.Count]);
        for (var k = 0; k < y.Count; k++)
        {
            var (sample, output, row, column) = (k / (Outputs * places * places), k / (places * places) % Outputs, k / places % places * stride, k % places * stride);
            var sum = 0.0;
            for (var t = 0; t < Channels * Width * Width; t++)
            {
                var at = (((((sample * Channels) + (t / (Width * Width))) * Size) + row + (t / Width % Width)) * Size) + column + (t % Width);
                sum += x.Values[at] * w.Values[(output * Channels * Width * Width) + t];
                gradX[at] += y.Gradient[k] * Gain * 2 * w.Values[(output * Channels * Width * Width) + t];
                gradW[(output * Channels * Width * Width) + t] += y.Gradient[k] * Gain * 2 * x.Values[at];
            }

            Assert.Equal(MathF.Floor((float)sum * 2 * (float)Gain) + bias.Values[output], y.Values[k]);
        }

        Assert.All(gradX.Zip(x.Gradient.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
        Assert.All(gradW.Zip(w.Gradient.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-3));
        Assert.Equal(Enumerable.Range(0, places * places).Sum(k => (double)y.Gradient[k] + y.Gradient[(Outputs * places * places) + k]), bias.Gradient[0], 1e-4);
    }

    [Theory]
    [InlineData(43, 2, 18, 120)]
    [InlineData(5, 1, 3, 17)]
    [InlineData(4, 3, 2, 25)]
    public void An_expanded_convolution_gives_the_numbers_of_the_plain_one(int kernel, int stride, int expansions, int length)
    {
        var x = _session.Tensor(Whole(2 * 2 * length, 0, 31, 1), [2, 2, length], requiresGradient: true);
        var w = _session.Tensor(Whole(4 * 2 * kernel, -20, 20, 2), [4, 2, kernel], requiresGradient: true);
        var bias = _session.Tensor([1, 2, 3, 4.5f], [4]);
        var plain = _session.Conv1d(x, w, bias, stride, mock: true);
        var expanded = _session.ExpandedConv1d(x, w, bias, stride, expansions, mock: true);
        Assert.Equal(plain.Shape, expanded.Shape);
        var tiles = (2 * (kernel + ((expansions - 1) * stride)) / 128) + 1;
        Assert.All(plain.Values.ToArray().Zip(expanded.Values.ToArray()), pair => Assert.Equal(pair.First, pair.Second, (float)tiles));

        PerceptronSession.AddGradient(plain, MockTests.Uniform(plain.Count, -1, 1, 3));
        _session.Backward();
        var (gradX, gradW) = (x.Gradient.ToArray(), w.Gradient.ToArray());
        _session.Restart();
        x = _session.Tensor(Whole(2 * 2 * length, 0, 31, 1), [2, 2, length], requiresGradient: true);
        w = _session.Tensor(Whole(4 * 2 * kernel, -20, 20, 2), [4, 2, kernel], requiresGradient: true);
        expanded = _session.ExpandedConv1d(x, w, null, stride, expansions, mock: true);
        PerceptronSession.AddGradient(expanded, MockTests.Uniform(expanded.Count, -1, 1, 3));
        _session.Backward();
        Assert.All(gradX.Zip(x.Gradient.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
        Assert.All(gradW.Zip(w.Gradient.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-3f));
    }

    [Fact]
    public void Relu_is_rounded_down_and_clipped_and_its_gradient_is_not()
    {
        var x = _session.Tensor([-3, -0.5f, 0, 0.5f, 3.7f, 127.9f, 300], [7], requiresGradient: true);
        var y = _session.Relu(x);
        Assert.Equal([0, 0, 0, 0, 3, 127, 127], y.Values.ToArray());
        PerceptronSession.AddGradient(y, [1, 2, 3, 4, 5, 6, 7]);
        _session.Backward();
        Assert.Equal([0, 0, 0, 4, 5, 6, 7], x.Gradient.ToArray());
    }

    [Fact]
    public void A_repeated_operand_of_a_sum_gets_the_sum_of_gradients()
    {
        var a = _session.Tensor(MockTests.Uniform(2 * 3 * 4, -100, 100, 1), [2, 3, 4], requiresGradient: true);
        var b = _session.Tensor([1.5f, 2, 3], [3, 1], requiresGradient: true);
        var y = _session.Add(a, b);
        Assert.All(Enumerable.Range(0, y.Count), k => Assert.Equal(Math.Clamp(MathF.Floor(a.Values[k]) + MathF.Floor(b.Values[k / 4 % 3]), -128, 127), y.Values[k]));
        PerceptronSession.AddGradient(y, [.. Enumerable.Range(0, 24).Select(k => (float)k)]);
        _session.Backward();
        Assert.Equal(Enumerable.Range(0, 24).Select(k => (float)k), a.Gradient.ToArray());
        Assert.Equal(Enumerable.Range(0, 3).Select(r => (float)Enumerable.Range(0, 24).Where(k => k / 4 % 3 == r).Sum()), b.Gradient.ToArray());
    }

    [Fact]
    public void Argmax_takes_the_first_of_equal_results()
    {
        var x = _session.Tensor([1.2f, 1.9f, -5, 200, 130, 127], [2, 3]);
        Assert.Equal([0f, 0], _session.Argmax(x, 1).Values.ToArray());
        Assert.Equal([2, 1], _session.Argmax(x, -1, keepDimension: true).Shape);
        Assert.Equal([1f, 1, 1], _session.Argmax(x, 0).Values.ToArray());
        Assert.Equal([3f], _session.Argmax(x).Values.ToArray());
        Assert.Equal([1, 1], _session.Argmax(x, keepDimension: true).Shape);
    }

    private static float[] Whole(int count, double least, double most, uint stream) => [.. MockTests.Uniform(count, least, most, stream).Select(MathF.Floor)];
}
