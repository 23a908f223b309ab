using Bss2.Trainer.Numerics;
using Bss2.Trainer.Perceptron;

namespace Bss2.Trainer.Tests.Perceptron;

public sealed class LayerTests
{
    private readonly PerceptronSession _session = MockTests.Silent(0.002);

    [Fact]
    public void Layers_are_printed_with_the_sends_of_their_inputs()
    {
        Assert.Equal("Conv1d(1, 2, kernel_size=(3,), stride=(1,), num_sends=39)", new Conv1d(_session, 1, 2, 3).ToString());
        Assert.Equal("Linear(in_features=4, out_features=3, bias=False, num_sends=2)", new Linear(_session, 4, 3, bias: false, numSends: 2).ToString());
        Assert.Equal("Conv2d(1, 20, kernel_size=(10, 10), stride=(5, 5), num_sends=7, mock=True)", new Conv2d(_session, 1, 20, 10, 5, mock: true).ToString());
        Assert.Equal(18, new ExpandedConv1d(_session, 1, 14, 43, 2).NumExpansions);
    }

    [Fact]
    public void Initial_weights_follow_their_law_and_differ_between_layers()
    {
        var (first, second) = (new Linear(_session, 128, 100), new Linear(_session, 128, 100));
        var law = MacInitialisation.Of(128, 0.002);
        Assert.Equal(law.Sigma, Math.Sqrt(first.Weight.Values.Average(w => (double)w * w)), 0.6);
        Assert.All(first.Weight.Values, w => Assert.InRange(w, -63, 63));
        Assert.All(first.Bias!.Values, b => Assert.InRange(b, -law.BiasBound, law.BiasBound));
        Assert.Equal(law.BiasBound / Math.Sqrt(3), Math.Sqrt(first.Bias!.Values.Average(b => (double)b * b)), 0.7);
        Assert.NotEqual(first.Weight.Values, second.Weight.Values);
    }

    [Fact]
    public void A_linear_layer_averages_copies_and_rounds_mean_and_bias_down()
    {
        var layer = new Linear(_session, 2, 2, numSends: 5, mock: true, avg: 3);
        float[] weight = [10, -20, 30, 40.6f];
        weight.CopyTo(layer.Weight.Values, 0);
        (layer.Bias!.Values[0], layer.Bias.Values[1]) = (1.7f, -0.2f);
        var x = _session.Tensor([10, 5, 31, 31], [2, 2], requiresGradient: true);
        var y = layer.Forward(_session, x);

        // 5 · 0.002 · (0, 505; −310, 2201), floored, plus floor(1.7) and floor(−0.2).
        Assert.Equal([0 + 1, 5 - 1, -4 + 1, 22 - 1], y.Values.ToArray());
        var gradients = new GradientBuffer(layer.Parameters);
        PerceptronSession.AddGradient(y, [1, 1, 1, 1]);
        _session.Backward(gradients);
        Assert.Equal([0.41f, 0.36f, 0.41f, 0.36f], gradients.Find(layer.Weight)!.Select(g => MathF.Round(g, 4)));
        Assert.Equal([2f, 2], gradients.Find(layer.Bias)!);
        Assert.Equal([0.4f, 0.206f], x.Gradient[..2].ToArray().Select(g => MathF.Round(g, 4)));
    }

    [Fact]
    public void Weights_beyond_63_are_clipped_in_place_by_the_forward_pass()
    {
        var layer = new Linear(_session, 1, 3, mock: true);
        (layer.Weight.Values[0], layer.Weight.Values[1], layer.Weight.Values[2]) = (70, -63.2f, 12);
        layer.Forward(_session, _session.Tensor([1], [1, 1]));
        Assert.Equal([63, -63, 12], layer.Weight.Values);
    }

    [Fact]
    public void Scaled_inputs_and_weights_reach_the_ends_of_their_range()
    {
        var x = _session.Tensor([0.125f, 0.5f, 0.25f], [3], requiresGradient: true);
        var scaled = TensorTransforms.ScaleInput(_session, x);
        Assert.Equal([7.75f, 31, 15.5f], scaled.Values.ToArray());
        Assert.Equal([-63f, 31.5f], TensorTransforms.ScaleWeight(_session, _session.Tensor([-2, 1], [2])).Values.ToArray());
        PerceptronSession.AddGradient(scaled, [1, 1, 1]);
        _session.Backward();
        Assert.Equal([62, 62, 62], x.Gradient.ToArray());
    }

    [Fact]
    public void Weights_move_between_a_mock_and_a_hardware_model()
    {
        Sequential Make(bool mock) => new(new Linear(_session, 4, 5, mock: mock), new ReLU(), new Linear(_session, 5, 2, mock: mock));
        var (mock, hardware) = (Make(true), Make(false));
        hardware.LoadStateDict(mock.StateDict());
        Assert.Equal(["0.bias", "0.weight", "2.bias", "2.weight"], mock.StateDict().Keys.Order());
        Assert.All(mock.Parameters.Zip(hardware.Parameters), pair => Assert.Equal(pair.First.Values, pair.Second.Values));
        var other = new Sequential(new Linear(_session, 4, 6), new Linear(_session, 5, 2));
        var fault = Assert.Throws<ArgumentException>(() => other.LoadStateDict(mock.StateDict()));
        Assert.Contains("'0.weight' has 20 values and needs 24", fault.Message, StringComparison.Ordinal);
        Assert.Contains("'1.weight' is missing", fault.Message, StringComparison.Ordinal);
        Assert.Contains("'2.weight' is not known here", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_loss_counts_the_last_samples_alone()
    {
        var scores = _session.Tensor([1, 2, 3, 4, 5, 5], [3, 2], requiresGradient: true);
        var loss = PerceptronSession.CrossEntropy(scores, [1], 1);
        Assert.Equal(Math.Log(2), loss, 1e-12);
        Assert.Equal([0, 0, 0, 0, 0.5f, -0.5f], scores.Gradient.ToArray());
    }
}
