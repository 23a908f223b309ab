using Bss2.Trainer.Learning;
using Bss2.Trainer.Numerics.SpikeTimes;

namespace Bss2.Trainer.Tests.Numerics.SpikeTimes;

/// <summary>Gradients against central differences of the loss of whole networks, for every ratio of time constants and every kind of delay.</summary>
public sealed class FiniteDifferenceTests
{
    private const int Samples = 5;
    private const double Step = 2e-6;

    public static TheoryData<double, DelayKind> Cases
    {
        get
        {
            var data = new TheoryData<double, DelayKind>();
            foreach (var ratio in new[] { 1, 2, 1.000001, 1.5, 3, 0.5 })
            {
                foreach (var kind in Enum.GetValues<DelayKind>())
                {
                    data.Add(ratio, kind);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gradients_are_the_slopes_of_the_loss(double ratio, DelayKind kind)
    {
        var run = new Run(ratio, kind);
        run.Gradients(out var weights, out var delays, out var inputs);
        Assert.Contains(run.HiddenTimes(), double.IsFinite);
        for (var layer = 0; layer < 2; layer++)
        {
            AssertSlopes(run, weights[layer], run.Weights[layer]);
            AssertSlopes(run, delays[layer], run.Delays[layer]);
        }

        AssertSlopes(run, inputs, run.Inputs);
        Assert.Contains(weights[0], g => g != 0);
        Assert.True(kind == DelayKind.None || delays[0].Any(g => g != 0));
    }

    private static void AssertSlopes(Run run, double[] gradient, double[] values)
    {
        Assert.Equal(values.Length, gradient.Length);
        for (var k = 0; k < values.Length; k++)
        {
            var value = values[k];
            double At(double offset)
            {
                values[k] = value + offset;
                return run.Loss();
            }

            // Fourth order: some neurons are near their thresholds, where third derivatives are large.
            var slope = ((8 * (At(Step) - At(-Step))) - At(2 * Step) + At(-2 * Step)) / (12 * Step);
            values[k] = value;
            Assert.Equal(slope, gradient[k], 2e-8 * Math.Max(1, Math.Abs(gradient[k])));
        }
    }

    private sealed class Run
    {
        private readonly int[] _labels = [0, 1, 2, 0, 1];
        private readonly FirstSpikeLoss _loss = new() { Alpha = 0.01, Xi = 0.4 };
        private readonly SpikeTimeNetwork _network;
        private readonly SpikeTimeParameters _parameters;
        private readonly SpikeTimeWorkspace _workspace;

        public Run(double ratio, DelayKind kind)
        {
            _network = new SpikeTimeNetwork(
                Neurons.WithRatio(ratio, threshold: 0.6), 4, [new SpikeTimeLayer(6) { Delays = kind, BiasTimes = [0.9] }, new SpikeTimeLayer(3) { Delays = kind }]);
            _parameters = new SpikeTimeParameters(_network);
            _workspace = new SpikeTimeWorkspace(_network, Samples, inputGradients: true);
            var random = new Lcg(5);
            double[] Draw(int count, double low, double high) => [.. Enumerable.Range(0, count).Select(_ => low + ((high - low) * random.Next()))];
            Weights = [Draw(_network.WeightsOf(0), -0.5, 3), Draw(_network.WeightsOf(1), -0.5, 3)];
            Delays = [Draw(_network.DelaysOf(0), 0, 1), Draw(_network.DelaysOf(1), 0, 1)];
            Inputs = Draw(Samples * 4, 0.15, 2);
        }

        public double[][] Weights { get; }

        public double[][] Delays { get; }

        public double[] Inputs { get; }

        public double[] HiddenTimes() => _workspace.Times(0).ToArray();

        public double Loss()
        {
            for (var layer = 0; layer < 2; layer++)
            {
                _parameters.SetWeights(layer, Weights[layer]);
                _parameters.SetDelays(layer, Delays[layer]);
            }

            Inputs.CopyTo(_workspace.Inputs);
            _workspace.Forward(_parameters, Samples);
            return SpikeTimeLosses.TimeToFirstSpike(_loss, _workspace.Times(1), _labels, Samples, _workspace.Errors) / Samples;
        }

        public void Gradients(out double[][] weights, out double[][] delays, out double[] inputs)
        {
            Loss();
            var gradients = new SpikeTimeGradients(_network);
            _workspace.Backward(_parameters, gradients);
            weights = [gradients.Weights(0), gradients.Weights(1)];
            delays = [gradients.Delays(0), gradients.Delays(1)];
            inputs = _workspace.InputErrors.ToArray();
        }
    }
}
