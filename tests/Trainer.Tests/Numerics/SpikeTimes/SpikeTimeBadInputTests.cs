using Bss2.Trainer.Numerics.SpikeTimes;

namespace Bss2.Trainer.Tests.Numerics.SpikeTimes;

public sealed class SpikeTimeBadInputTests
{
    private static readonly SpikeTimeNetwork Network = new(Neurons.WithRatio(1), 2, [new SpikeTimeLayer(3) { Delays = DelayKind.Axonal }]);

    [Fact]
    public void All_faults_of_a_network_are_reported_together()
    {
        var neuron = new SpikeTimeNeuron { MembraneTimeConstant = 0, SynapticTimeConstant = double.NaN, Threshold = 0.5, Leak = 0.7, LeakConductance = -1, CompatibilityTerm = -1 };
        var message = Assert.Throws<ArgumentException>(() => new SpikeTimeNetwork(neuron, 0, [new SpikeTimeLayer(0) { BiasTimes = [double.PositiveInfinity], Delays = (DelayKind)9 }])).Message;
        Assert.All(
            ["MembraneTimeConstant is 0", "SynapticTimeConstant is NaN", "Threshold is 0.5", "LeakConductance is -1", "CompatibilityTerm is -1", "inputs is 0", "Outputs is 0", "BiasTimes[0]", "None, Axonal, Synaptic, Dendritic"],
            fault => Assert.Contains(fault, message, StringComparison.Ordinal));
        Assert.Contains("layers is empty", Assert.Throws<ArgumentException>(() => new SpikeTimeNetwork(Neurons.WithRatio(1), 1, [])).Message, StringComparison.Ordinal);
        Assert.Contains("must be 0 here", Assert.Throws<ArgumentException>(() => new SpikeTimeNetwork(Neurons.WithRatio(3) with { CompatibilityTerm = 1e-6 }, 1, [new SpikeTimeLayer(1)])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void Weights_and_delays_must_be_finite(double value)
    {
        var parameters = new SpikeTimeParameters(Network);
        Assert.Contains("weights[4]", Assert.Throws<ArgumentException>(() => parameters.SetWeights(0, [1, 1, 1, 1, value, 1])).Message, StringComparison.Ordinal);
        Assert.Contains("delays[1]", Assert.Throws<ArgumentException>(() => parameters.SetDelays(0, [1, value])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sizes_must_match()
    {
        var parameters = new SpikeTimeParameters(Network);
        Assert.Contains("[2, 3] needs 6", Assert.Throws<ArgumentException>(() => parameters.SetWeights(0, new double[5])).Message, StringComparison.Ordinal);
        Assert.Contains("needs 2", Assert.Throws<ArgumentException>(() => parameters.SetDelays(0, new double[6])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => parameters.SetWeights(0, new double[6], rounding: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => WeightRules.Clip(new double[1], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SpikeTimeWorkspace(Network, 0));
    }

    [Fact]
    public void Chunks_must_hold_samples_and_times_that_are_times()
    {
        var parameters = new SpikeTimeParameters(Network);
        var workspace = new SpikeTimeWorkspace(Network, 2);
        Assert.Contains("1..2", Assert.Throws<ArgumentOutOfRangeException>(() => workspace.Forward(parameters, 0)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => workspace.Forward(parameters, 3));
        workspace.Inputs[3] = double.NaN;
        Assert.Contains("Inputs[3] is NaN", Assert.Throws<ArgumentException>(() => workspace.Forward(parameters, 2)).Message, StringComparison.Ordinal);
        workspace.Inputs[3] = double.NegativeInfinity;
        Assert.Throws<ArgumentException>(() => workspace.Forward(parameters, 2));
        workspace.Inputs[3] = 0;
        workspace.Times(0)[2] = double.NaN;
        Assert.Contains("Times[2] is NaN", Assert.Throws<ArgumentException>(() => workspace.Assume(parameters, 1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => workspace.Backward(parameters, new SpikeTimeGradients(Network), limit: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => workspace.Backward(parameters, new SpikeTimeGradients(Network), limit: double.NaN));
    }
}
