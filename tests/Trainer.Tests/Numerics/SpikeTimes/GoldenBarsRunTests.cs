using System.Text.Json;
using Bss2.Trainer.Learning;
using Bss2.Trainer.Numerics.SpikeTimes;

namespace Bss2.Trainer.Tests.Numerics.SpikeTimes;

/// <summary>
/// A hundred epochs of the Bars tutorial from the reference's initial weights, with Adam, chopping and bumping: the losses after each epoch and every bump are the reference's,
/// with its compatibility term and without.
/// </summary>
public sealed class GoldenBarsRunTests
{
    private const int Epochs = 100;
    private static readonly JsonElement Root = SpikeTimeGolden.Load("fastanddeep-bars-run.json");
    private static readonly JsonElement Bars = SpikeTimeGolden.Load("fastanddeep-bars.json");

    [Theory]
    [InlineData("with_eps_1e-6", 1e-6)]
    [InlineData("without_eps", 0)]
    public void Losses_and_bumps_of_a_hundred_epochs_are_the_references(string run, double compatibilityTerm)
    {
        var network = new SpikeTimeNetwork(Neurons.WithRatio(1) with { CompatibilityTerm = compatibilityTerm }, 9, [new SpikeTimeLayer(10), new SpikeTimeLayer(3)]);
        var bumping = new WeightBumping { PermittedMissing = [0.5, 0.3], Value = 0.005 };
        double[][] weights = [Root.Times("init_W1"), Root.Times("init_W2")];
        var adam = new[] { new Adam(weights[0]), new Adam(weights[1]) };
        var pass = new Pass(network);
        var expected = Root.GetProperty(run).GetProperty("rec_epoch_valacc_valloss").EnumerateArray().ToDictionary(r => r[0].GetInt32(), r => r[2].GetDouble());
        var bumps = new List<(int Epoch, int Layer, double Value)>();
        WeightBump? before = null;
        Assert.Equal(expected[-1], pass.Loss(weights), 1e-9);
        for (var epoch = 0; epoch < Epochs; epoch++)
        {
            var gradients = pass.Gradients(weights);
            before = bumping.Decide(pass.Missing, 30, before);
            if (before is { } bump)
            {
                bumping.Apply(bump, pass.Missing[bump.Layer], weights[bump.Layer]);
                bumps.Add((epoch, bump.Layer == 1 ? -1 : bump.Layer, bump.Value));
            }
            else
            {
                adam[0].Step(weights[0], gradients.Weights(0));
                adam[1].Step(weights[1], gradients.Weights(1));
            }

            Assert.Equal(expected[epoch], pass.Loss(weights), 1e-9);
        }

        var expectedBumps = Root.GetProperty(run).GetProperty("bumps").EnumerateArray().Select(b => (b[0].GetInt32(), b[1].GetInt32(), b[2].GetDouble())).Where(b => b.Item1 < Epochs);
        Assert.Equal(expectedBumps, bumps);
    }

    [Fact]
    public void Bumps_raise_the_weights_of_the_reference()
    {
        foreach (var example in Bars.GetProperty("bump_example").EnumerateArray())
        {
            var (before, after) = (example.Times("W_before"), example.Times("W_after"));
            var value = example.GetProperty("bump_value").GetDouble();
            var missing = Enumerable.Range(0, 3).Select(k => Math.Abs(after[k] - before[k]) > value / 2 ? 1 : 0).ToArray();
            new WeightBumping { PermittedMissing = [0.5, 0.3], Value = 0.005 }.Apply(new WeightBump(1, value), missing, before);
            for (var k = 0; k < after.Length; k++)
            {
                Assert.Equal(after[k], before[k], 1e-15);
            }
        }
    }

    private sealed class Pass(SpikeTimeNetwork network)
    {
        private readonly SpikeTimeParameters _parameters = new(network);
        private readonly SpikeTimeWorkspace _workspace = new(network, 30);
        private readonly SpikeTimeGradients _gradients = new(network);
        private readonly int[] _labels = [.. Bars.GetProperty("labels").EnumerateArray().Select(l => l.GetInt32())];

        public int[][] Missing => [_workspace.Missing(0).ToArray(), _workspace.Missing(1).ToArray()];

        public double Loss(double[][] weights)
        {
            _parameters.SetWeights(0, weights[0]);
            _parameters.SetWeights(1, weights[1]);
            Bars.Times("inputs").CopyTo(_workspace.Inputs);
            _workspace.Forward(_parameters, 30);
            return SpikeTimeLosses.TimeToFirstSpike(new FirstSpikeLoss(), _workspace.Times(1), _labels, 30, _workspace.Errors) / 30;
        }

        public SpikeTimeGradients Gradients(double[][] weights)
        {
            Loss(weights);
            _gradients.Clear();
            _workspace.Backward(_parameters, _gradients, limit: 0.2);
            return _gradients;
        }
    }

    private sealed class Adam(double[] like)
    {
        private readonly double[] _mean = new double[like.Length];
        private readonly double[] _square = new double[like.Length];
        private int _steps;

        public void Step(double[] weights, double[] gradients)
        {
            _steps++;
            var (first, second) = (1 - Math.Pow(0.9, _steps), 1 - Math.Pow(0.999, _steps));
            for (var k = 0; k < weights.Length; k++)
            {
                _mean[k] = (0.9 * _mean[k]) + (0.1 * gradients[k]);
                _square[k] = (0.999 * _square[k]) + (0.001 * gradients[k] * gradients[k]);
                weights[k] -= 0.02 / first * _mean[k] / ((Math.Sqrt(_square[k]) / Math.Sqrt(second)) + 1e-8);
            }
        }
    }
}
