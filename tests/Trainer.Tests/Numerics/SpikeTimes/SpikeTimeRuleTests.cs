using Bss2.Trainer.Numerics.SpikeTimes;

namespace Bss2.Trainer.Tests.Numerics.SpikeTimes;

/// <summary>What happens at the edges: given times, ties, missing crossings, rounding, chopping.</summary>
public sealed class SpikeTimeRuleTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1.5)]
    public void The_models_own_time_given_from_outside_has_the_same_gradients(double ratio)
    {
        double[] inputs = [0.1, 0.3, 0.35, 2.5], weights = [2, -0.4, 2.5, 3];
        var own = Neurons.Single(Neurons.WithRatio(ratio, 0.6), inputs, weights);
        var given = Neurons.Single(Neurons.WithRatio(ratio, 0.6), inputs, weights, own.Time);
        Assert.True(double.IsFinite(own.Time));
        Assert.Equal(own.ByWeight, given.ByWeight);
        Assert.Equal(own.ByTime, given.ByTime);
    }

    [Fact]
    public void A_measured_time_enters_the_mask_and_the_delays_and_the_model_gives_the_slope()
    {
        // Facts of the reference's hardware path: dT/dw_i = -e^(t_i) (T - t_i) / (a (1 + W0)) with T measured, a and W0 from the weights of inputs up to T.
        double[] inputs = [0.1, 0.4], weights = [3, 2];
        const double Measured = 0.9;
        var a = (3 * Math.Exp(0.1)) + (2 * Math.Exp(0.4));
        var b = (3 * 0.1 * Math.Exp(0.1)) + (2 * 0.4 * Math.Exp(0.4));
        var own = Neurons.Single(Neurons.WithRatio(1), inputs, weights);
        var lambert = (b / a) - own.Time;
        var (time, byWeight, byTime) = Neurons.Single(Neurons.WithRatio(1), inputs, weights, Measured);
        Assert.Equal(Measured, time);
        for (var k = 0; k < 2; k++)
        {
            Assert.Equal(-Math.Exp(inputs[k]) * (Measured - inputs[k]) / (a * (1 + lambert)), byWeight[k], 1e-13);
            Assert.Equal(-weights[k] * Math.Exp(inputs[k]) * (Measured - inputs[k] - 1) / (a * (1 + lambert)), byTime[k], 1e-13);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1.5)]
    public void A_measured_spike_that_the_model_cannot_explain_has_no_gradient(double ratio)
    {
        foreach (var weights in new[] { new[] { 0.3, 0.2 }, [-1.0, -2.0], [0.0, 0.0], [3, -2.99] })
        {
            var (_, byWeight, byTime) = Neurons.Single(Neurons.WithRatio(ratio), [0.1, 0.2], weights, given: 1.5);
            Assert.All(byWeight.Concat(byTime), g => Assert.Equal(0, g));
        }

        var before = Neurons.Single(Neurons.WithRatio(ratio), [0.1, 0.2], [5, 5], given: 0.05);
        Assert.All(before.ByWeight.Concat(before.ByTime), g => Assert.Equal(0, g));
    }

    [Fact]
    public void An_input_at_the_very_time_of_the_spike_is_a_cause_without_weight_gradient()
    {
        var (_, byWeight, byTime) = Neurons.Single(Neurons.WithRatio(1), [0.1, 0.6, 0.7], [4, 1, 1], given: 0.6);
        Assert.Equal(0, byWeight[1]);
        Assert.True(byTime[1] > 0);
        Assert.Equal(0, byTime[2]);
        Assert.True(byWeight[0] < 0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1.5)]
    public void Times_far_apart_and_far_from_zero_change_nothing_but_the_origin(double ratio)
    {
        var neuron = Neurons.WithRatio(ratio, 0.6);
        var near = Neurons.Single(neuron, [0.5, 0.75, 1.5], [2, 3, 4]);
        var far = Neurons.Single(neuron, [4096.5, 4096.75, 4097.5, 0], [2, 3, 4, 1]);
        Assert.Equal(near.Time + 4096, far.Time, 2e-12);
        for (var k = 0; k < 3; k++)
        {
            Assert.Equal(near.ByWeight[k], far.ByWeight[k], 1e-10);
            Assert.Equal(near.ByTime[k], far.ByTime[k], 1e-10);
        }

        Assert.Equal(0, far.ByWeight[3]);
    }

    [Theory]
    [InlineData(1, 1e-9)]
    [InlineData(2, 1e-9)]
    public void Root_finding_meets_the_closed_forms(double ratio, double distance)
    {
        double[] inputs = [0.1, 0.3, 0.8], weights = [1.2, 1.4, 0.5];
        var closed = Neurons.Single(Neurons.WithRatio(ratio, 0.6), inputs, weights);
        var searched = Neurons.Single(Neurons.WithRatio(ratio * (1 + distance), 0.6), inputs, weights);
        Assert.Equal(closed.Time, searched.Time, 1e-8);
        for (var k = 0; k < inputs.Length; k++)
        {
            Assert.Equal(closed.ByWeight[k], searched.ByWeight[k], 1e-7);
            Assert.Equal(closed.ByTime[k], searched.ByTime[k], 1e-7);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(0.3)]
    [InlineData(5)]
    public void The_membrane_stands_at_threshold_first_at_the_spike(double ratio)
    {
        var random = new Lcg(11);
        var spikes = 0;
        for (var trial = 0; trial < 300; trial++)
        {
            double[] inputs = [.. Enumerable.Range(0, 6).Select(_ => 3 * random.Next())], weights = [.. Enumerable.Range(0, 6).Select(_ => (4 * random.Next()) - 1.2)];
            var neuron = Neurons.WithRatio(ratio, 0.5);
            var (time, _, _) = Neurons.Single(neuron, inputs, weights);
            var until = Math.Min(time, 40);
            for (var t = 0.0; t < until - 1e-9; t += 0.003)
            {
                Assert.True(Membrane(ratio, inputs, weights, t) < 0.5, $"trial {trial}: above threshold at {t}, spike at {time}");
            }

            if (double.IsFinite(time))
            {
                spikes++;
                Assert.Equal(0.5, Membrane(ratio, inputs, weights, time), 1e-13);
            }
        }

        Assert.InRange(spikes, 60, 299);
    }

    [Fact]
    public void The_backward_pass_of_rounded_weights_sees_the_weights_as_they_are()
    {
        double[] inputs = [0.1, 0.3], weights = [2.04, 1.46];
        var network = new SpikeTimeNetwork(Neurons.WithRatio(1), 2, [new SpikeTimeLayer(1)]);
        var parameters = new SpikeTimeParameters(network);
        parameters.SetWeights(0, weights, rounding: 0.5);
        var workspace = new SpikeTimeWorkspace(network, 1);
        inputs.CopyTo(workspace.Inputs);
        workspace.Forward(parameters, 1);
        workspace.Errors[0] = 1;
        var gradients = new SpikeTimeGradients(network);
        workspace.Backward(parameters, gradients);
        var rounded = Neurons.Single(Neurons.WithRatio(1), inputs, [2, 1.5]);
        Assert.Equal(rounded.Time, workspace.Times(0)[0]);
        Assert.Equal(Neurons.Single(Neurons.WithRatio(1), inputs, weights, rounded.Time).ByWeight, gradients.Weights(0));
    }

    [Fact]
    public void Chopping_leaves_out_weights_and_keeps_the_errors_of_inputs()
    {
        var network = new SpikeTimeNetwork(Neurons.WithRatio(1), 2, [new SpikeTimeLayer(2)]);
        var parameters = new SpikeTimeParameters(network);
        parameters.SetWeights(0, [1.36, 3, 1.36, 3]);
        var workspace = new SpikeTimeWorkspace(network, 1, inputGradients: true);
        new[] { 0.0, 0.01 }.CopyTo(workspace.Inputs);
        SpikeTimeGradients Backward(double limit)
        {
            workspace.Forward(parameters, 1);
            workspace.Errors.Fill(1);
            var gradients = new SpikeTimeGradients(network);
            workspace.Backward(parameters, gradients, limit);
            return gradients;
        }

        var free = Backward(double.PositiveInfinity);
        var errors = workspace.InputErrors.ToArray();
        Assert.Empty(free.Chopped);
        var norm = Math.Max(-free.Weights(0)[0], -free.Weights(0)[2]);
        var chopped = Backward(norm * 0.999);
        var entry = Assert.Single(chopped.Chopped);
        Assert.Equal((0, 0, 0), (entry.Layer, entry.Sample, entry.Neuron));
        Assert.Equal(norm, entry.Norm, 1e-14);
        Assert.Equal([0, free.Weights(0)[1], 0, free.Weights(0)[3]], chopped.Weights(0));
        Assert.Equal(errors, workspace.InputErrors.ToArray());
        Assert.Empty(Backward(norm * 1.001).Chopped);
    }

    [Fact]
    public void Passes_allocate_nothing()
    {
        var network = new SpikeTimeNetwork(Neurons.WithRatio(2), 4, [new SpikeTimeLayer(30) { Delays = DelayKind.Synaptic }, new SpikeTimeLayer(3) { BiasTimes = [0.9] }]);
        var parameters = new SpikeTimeParameters(network);
        parameters.SetWeights(0, [.. Enumerable.Repeat(1.3, network.WeightsOf(0))]);
        parameters.SetWeights(1, [.. Enumerable.Repeat(0.4, network.WeightsOf(1))]);
        var workspace = new SpikeTimeWorkspace(network, 8);
        var gradients = new SpikeTimeGradients(network);
        workspace.Inputs.Fill(0.4);
        long Chunk()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            workspace.Forward(parameters, 8);
            workspace.Errors.Fill(0.1);
            workspace.Backward(parameters, gradients);
            workspace.Assume(parameters, 8);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Chunk();
        Assert.Equal(0, Enumerable.Range(0, 5).Min(_ => Chunk()));
    }

    private static double Membrane(double ratio, double[] inputs, double[] weights, double t)
    {
        var v = 0.0;
        for (var k = 0; k < inputs.Length; k++)
        {
            var d = t - inputs[k];
            v += d <= 0 ? 0 : weights[k] * (ratio == 1 ? d * Math.Exp(-d) : (Math.Exp(-d / ratio) - Math.Exp(-d)) / (ratio - 1));
        }

        // Threshold 0.5 with a leak conductance of 1/ratio is 0.5/ratio for V = sum of kernels.
        return v * ratio;
    }
}
