using Bss2.Trainer.Perceptron;

namespace Bss2.Trainer.Tests.Perceptron;

/// <summary>Values, gradients and initial laws of hxtorch.perceptron, exactly.</summary>
public sealed class GoldenPerceptronTests
{
    [Fact]
    public void Mac_in_mock_and_its_gradients_are_those_of_hxtorch()
    {
        var golden = PerceptronGolden.Get("perceptron_mac_mock");
        var session = new PerceptronSession { MockParameter = new MockParameter(golden.Number("gain"), golden.Number("noise_std")) };
        var x = session.Tensor(golden.Numbers("x"), [1, 4], requiresGradient: true);
        var w = session.Tensor(golden.Numbers("w"), [4, 2], requiresGradient: true);
        var y = session.Mac(x, w, (int)golden.Number("num_sends"), mock: true);
        Assert.Equal(golden.Numbers("y"), y.Values.ToArray());
        PerceptronSession.AddGradient(y, [1, 1]);
        session.Backward();
        AssertClose(golden.Numbers("grad_x_for_ones"), x.Gradient);
        AssertClose(golden.Numbers("grad_w_for_ones"), w.Gradient);
    }

    [Fact]
    public void A_hundred_inputs_of_15_times_21_give_63()
    {
        var golden = PerceptronGolden.Get("perceptron_default_demo");
        var session = new PerceptronSession { MockParameter = new MockParameter(golden.Number("gain"), 0) };
        var rows = (int)golden.Number("rows");
        var x = session.Tensor([.. Enumerable.Repeat((float)golden.Number("x"), rows)], [1, rows]);
        var w = session.Tensor([.. Enumerable.Repeat((float)golden.Number("w"), rows)], [rows, 1]);
        Assert.Equal(golden.Numbers("y"), session.Matmul(x, w, mock: true).Values.ToArray());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Converting_relu_is_that_of_hxtorch(int shift)
    {
        var golden = PerceptronGolden.Get("converting_relu");
        var session = new PerceptronSession();
        var x = session.Tensor(golden.Numbers("inp"), [13], requiresGradient: true);
        var y = session.ConvertingRelu(x, shift);
        Assert.Equal(golden.Numbers($"shift{shift}"), y.Values.ToArray());

        // The gradient is cut off below 0 alone, not where the output saturates.
        PerceptronSession.AddGradient(y, [.. Enumerable.Repeat(1f, 13)]);
        session.Backward();
        Assert.Equal(golden.Numbers("inp").Select(v => v > 0 ? MathF.ScaleB(1, -shift) : 0), x.Gradient.ToArray());
    }

    [Fact]
    public void Add_is_that_of_hxtorch()
    {
        var golden = PerceptronGolden.Get("perceptron_add");
        var session = new PerceptronSession();
        var y = session.Add(session.Tensor(golden.Numbers("a"), [4]), session.Tensor(golden.Numbers("b"), [4]));
        Assert.Equal(golden.Numbers("y"), y.Values.ToArray());
    }

    [Fact]
    public void Initial_laws_are_those_of_hxtorch()
    {
        foreach (var golden in PerceptronGolden.Get("perceptron_init").EnumerateArray())
        {
            var law = MacInitialisation.Of((int)golden.Number("fan_in"), golden.Number("gain"));
            Assert.Equal((int)golden.Number("num_sends"), law.NumSends);
            Assert.Equal(golden.Number("std"), law.Sigma, 1e-9);
            Assert.Equal(golden.Number("bias_bound"), law.BiasBound, 1e-9);
        }
    }

    [Theory]
    [InlineData(0.0034, 20, 4)]
    [InlineData(0.0035, 20, 4)]
    [InlineData(0.002, 34, 6)]
    public void Layers_of_the_tutorial_send_as_often_as_it_prints(double gain, int first, int second)
    {
        var session = new PerceptronSession { MockParameter = new MockParameter(gain) };
        var model = new Sequential(new Linear(session, 4, 128, mock: true), new ConvertingReLU(shift: 1), new Linear(session, 128, 3, avg: 5, mock: true));
        Assert.Equal(
            $"Sequential(\n  (0): Linear(in_features=4, out_features=128, num_sends={first}, mock=True)\n  (1): ConvertingReLU(shift=1)\n  (2): Linear(in_features=128, out_features=3, num_sends={second}, mock=True)\n)",
            model.ToString());
    }

    private static void AssertClose(float[] expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var k = 0; k < expected.Length; k++)
        {
            Assert.Equal(expected[k], actual[k], 1e-6f * Math.Max(1, Math.Abs(expected[k])));
        }
    }
}
