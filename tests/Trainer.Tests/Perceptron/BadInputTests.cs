using Bss2.Trainer.Perceptron;

namespace Bss2.Trainer.Tests.Perceptron;

/// <summary>What hxtorch refuses is refused, with the place, the value and the range.</summary>
public sealed class BadInputTests
{
    private readonly PerceptronSession _session = MockTests.Silent(0.002);

    [Fact]
    public void Inputs_outside_0_to_31_overflow()
    {
        var x = new float[2 * 300];
        x[300 + 4] = -2;
        var fault = Assert.Throws<OverflowException>(() => _session.Mac(_session.Tensor(x, [2, 300]), Zeros(300, 2), mock: true));
        Assert.Contains("vector 1, input 4 is -2", fault.Message, StringComparison.Ordinal);
        Assert.Contains("0..31", fault.Message, StringComparison.Ordinal);
        x[304] = 31.6f;
        Assert.Throws<OverflowException>(() => _session.Mac(_session.Tensor(x, [2, 300]), Zeros(300, 2), mock: true));
        x[304] = float.NaN;
        Assert.Throws<OverflowException>(() => _session.Mac(_session.Tensor(x, [2, 300]), Zeros(300, 2), mock: true));
        x[304] = 31.4f;
        Assert.Equal(4, _session.Mac(_session.Tensor(x, [2, 300]), Zeros(300, 2), mock: true).Count);
    }

    [Fact]
    public void Weights_outside_63_overflow()
    {
        var w = new float[6];
        w[5] = 65;
        var fault = Assert.Throws<OverflowException>(() => _session.Mac(Zeros(1, 3), _session.Tensor(w, [3, 2]), mock: true));
        Assert.Contains("input 2, output 1 is 65", fault.Message, StringComparison.Ordinal);
        Assert.Contains("-63..63", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Dimensions_and_sizes_that_do_not_fit_are_named()
    {
        Assert.Contains("[1, 2, 3]", Assert.Throws<ArgumentException>(() => _session.Mac(Zeros(1, 2, 3), Zeros(3, 2), mock: true)).Message, StringComparison.Ordinal);
        Assert.Contains("weights [3]", Assert.Throws<ArgumentException>(() => _session.Mac(Zeros(2, 3), Zeros(3), mock: true)).Message, StringComparison.Ordinal);
        Assert.Contains("3 values, the other's first 4", Assert.Throws<ArgumentException>(() => _session.Mac(Zeros(2, 3), Zeros(4, 2), mock: true)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => _session.Matmul(Zeros(2, 3), Zeros(3, 2, 2), mock: true));
        Assert.Throws<ArgumentException>(() => _session.Conv1d(Zeros(2, 3), Zeros(1, 3, 2), mock: true));
        Assert.Throws<ArgumentException>(() => _session.Conv1d(Zeros(2, 3, 5), Zeros(1, 2, 2), mock: true));
        Assert.Throws<ArgumentException>(() => _session.Conv1d(Zeros(2, 3, 5), Zeros(1, 3, 6), mock: true));
        Assert.Throws<ArgumentException>(() => _session.Conv1d(Zeros(2, 3, 5), Zeros(1, 3, 2), Zeros(2), mock: true));
        Assert.Throws<ArgumentException>(() => _session.Conv2d(Zeros(2, 3, 5), Zeros(1, 3, 2, 2), mock: true));
        Assert.Throws<ArgumentException>(() => _session.ExpandedConv1d(Zeros(2, 3, 5), Zeros(1, 3, 2), numExpansions: 0, mock: true));
        Assert.Throws<ArgumentException>(() => _session.Add(Zeros(3), Zeros(2, 3)));
        Assert.Throws<ArgumentException>(() => _session.Add(Zeros(3), Zeros(3), alpha: 2));
        Assert.Contains("-2..1", Assert.Throws<ArgumentException>(() => _session.Argmax(Zeros(2, 3), 2)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => _session.Mac(Zeros(2, 3), Zeros(3, 2), numSends: 0, mock: true));
        Assert.Throws<ArgumentException>(() => _session.Tensor([1, 2, 3], [2, 2]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-0.1)]
    [InlineData(2000)]
    [InlineData(double.NaN)]
    public void Gains_outside_0_to_1_overflow(double gain) =>
        Assert.Contains("above 0 and at most 1", Assert.Throws<OverflowException>(() => new MockParameter(gain)).Message, StringComparison.Ordinal);

    [Fact]
    public void What_needs_hardware_says_so()
    {
        Assert.Contains("no hardware", Assert.Throws<InvalidOperationException>(() => _session.Mac(Zeros(3), Zeros(3, 2))).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => _session.MeasureMockParameter());
        Assert.Throws<InvalidOperationException>(() => _session.InferenceTrace(Zeros(3), "nowhere.json"));
    }

    private ShapedTensor Zeros(params int[] shape) => _session.Tensor(new float[shape.Aggregate(1, (a, b) => a * b)], shape);
}
