using Bss2.Trainer.LeakyNetworks;
using Bss2.Trainer.LeakyNetworks.Functional;

namespace Bss2.Trainer.Tests.LeakyNetworks;

public sealed class LayerTests
{
    [Fact]
    public void Everything_wrong_with_a_layer_is_said_at_once()
    {
        var message = Assert.Throws<ArgumentException>(() => new Leaky<double>("lif1", 3, [0.5, 1.2], new LayerOptions<double> { Threshold = [1, 2], GradedSpikesFactor = 0 })).Message;
        Assert.Contains("'lif1'", message);
        Assert.Contains("beta has 2 values for 3 neurons; give 1 for all or 3", message);
        Assert.Contains("beta[1] is 1.2; permitted: 0..1", message);
        Assert.Contains("threshold has 2 values for 3 neurons", message);
        Assert.Contains("graded spikes factor is 0", message);
        Assert.Contains("alpha 0.5 must be above beta 0.6", Assert.Throws<ArgumentException>(() => new Alpha<double>("a", 1, [0.5], [0.6])).Message);
        Assert.Contains("exceeds R C", Assert.Throws<ArgumentException>(() => new Lapicque<double>("l", 1, RcCircuit.Of(0.5, 1))).Message);
        Assert.Contains("3 outputs", Assert.Throws<ArgumentException>(() => new SpikingNetwork<double>((new Linear<double>("fc", 2, 3, 1, 0), new Leaky<double>("lif", 4, [0.5])))).Message);
    }

    [Fact]
    public void Inputs_and_states_that_do_not_fit_are_refused()
    {
        var layer = new Leaky<double>("lif", 2, [0.5]);
        Assert.Contains("time 1, sample 0, neuron 1", Assert.Throws<ArgumentException>(() => layer.Forward(new Series<double>(2, 1, 2, [0, 0, 0, double.NaN]), 2)).Message);
        Assert.Contains("[3, 1, 2]; it must be [4, 1, 2]", Assert.Throws<ArgumentException>(() => layer.Forward(new Series<double>(3, 1, 2), 4)).Message);
        Assert.Contains("Start from InitialState(2)", Assert.Throws<ArgumentException>(() => layer.Step(new Series<double>(1, 2, 2), layer.InitialState(1))).Message);
        Assert.Contains("not one of the classes 0..1", Assert.Throws<ArgumentOutOfRangeException>(() => SpikeLosses.CrossEntropyCount(new Series<double>(3, 1, 2), [2], 1, null)).Message);
        Assert.Contains("must be a multiple", Assert.Throws<ArgumentException>(() => SpikeLosses.CrossEntropyCount(new Series<double>(3, 1, 5), [0], 1, null, classes: 2)).Message);
        Assert.Contains("0..2, or -3..-1", Assert.Throws<ArgumentOutOfRangeException>(() => TemporalLosses.MeanSquare(new Series<double>(3, 1, 2), [0], 1, null, offTarget: 3)).Message);
    }

    [Fact]
    public void A_membrane_at_the_threshold_does_not_spike()
    {
        var run = new Leaky<double>("lif", 1, [0.5]).Forward(new Series<double>(2, 1, 1, [1, 1]), 2);
        Assert.Equal([0, 1], run.Spikes.Values);
        Assert.Equal([1, 1.5], run.Membrane.Values);
    }

    [Fact]
    public void Inhibition_leaves_the_one_neuron_that_is_most_above_its_threshold()
    {
        var layer = new Leaky<double>("lif", 3, [0.9], new LayerOptions<double> { Inhibition = true, Threshold = [1, 0.5, 1] });
        Assert.Equal([0, 1, 0], layer.Forward(new Series<double>(1, 1, 3, [1.5, 1.2, 1.6]), 1).Spikes.Values);
    }

    [Fact]
    public void States_are_rounded_to_levels_and_spikes_are_graded()
    {
        var layer = new Leaky<double>("lif", 1, [0.5], new LayerOptions<double> { Quantisation = new StateQuantisation<double>(bits: 2, upperLimit: 1), GradedSpikesFactor = 3 });
        var run = layer.Forward(new Series<double>(3, 1, 1, [0.4, 0.9, 1.1]), 3);
        Assert.Equal([0, 1, 2], run.Membrane.Values);
        Assert.Equal([0, 0, 3], run.Spikes.Values);
    }

    [Fact]
    public void A_circuit_made_from_its_decay_has_that_decay()
    {
        Assert.Equal(0.8, RcCircuit.FromBeta(0.8, resistance: 3, timeStep: 0.5).Beta, 1e-15);
        Assert.Equal(0.8, RcCircuit.FromBetaAndCapacitance(0.8, 2).Beta, 1e-15);
    }

    [Fact]
    public void Activity_counts_spikes_and_the_weights_that_they_meet()
    {
        var (first, second) = (new Linear<double>("fc1", 2, 2, 1, 0), new Linear<double>("fc2", 2, 3, 1, 1));
        (first.Weight.Values[0], first.Weight.Values[1], first.Weight.Values[2], first.Weight.Values[3]) = (2, 0, 0, 0.1);
        Array.Clear(first.Bias.Values);
        Array.Clear(second.Bias.Values);
        double[] weights = [2, 1, 0, 1, 2, 1];
        weights.CopyTo(second.Weight.Values, 0);
        var options = new LayerOptions<double> { Reset = ResetMechanism.None };
        var network = new SpikingNetwork<double>((first, new Leaky<double>("lif1", 2, [0], options)), (second, new Leaky<double>("lif2", 3, [0], options)));

        // A constant real input: one product of 2 x 2; neuron 0 spikes in all 4 steps and meets two non-zero weights.
        var dense = ActivityCount.Of(network, network.Forward(new Series<double>(1, 1, 2, [0.75, 0.75]), 4));
        Assert.Equal([new ActivityCount(4, 0, 4), new ActivityCount(8, 8, 0)], dense);

        // Spikes over time: 3 of them, each meeting one non-zero weight of the first layer.
        var sparse = ActivityCount.Of(network, network.Forward(new Series<double>(4, 1, 2, [1, 0, 0, 1, 1, 0, 0, 0]), 4));
        Assert.Equal([new ActivityCount(2, 3, 0), new ActivityCount(4, 4, 0)], sparse);
    }

    [Fact]
    public void Population_codes_count_the_spikes_of_neighbouring_neurons()
    {
        // Two steps, four neurons, two classes: class 0 has 1 spike, class 1 has 3.
        var spikes = new Series<double>(2, 1, 4, [1, 0, 1, 1, 0, 0, 1, 0]);
        Assert.Equal(1, Accuracies.CorrectByRate(spikes, [1], classes: 2));
        var gradient = new Series<double>(2, 1, 4);
        Assert.Equal(Math.Log(1 + Math.Exp(2)), SpikeLosses.CrossEntropyCount(spikes, [0], 1, gradient, classes: 2), 1e-14);
        SnnTorchGolden.AssertClose(Enumerable.Repeat(new[] { -1.0, -1, 1, 1 }, 2).SelectMany(s => s).Select(s => s / (1 + Math.Exp(-2))), gradient.Values);

        // Targets 2 x 1 x 2 = 4 and 0: ((1 − 4)² + 3²)/2 over classes, over 2 steps.
        Assert.Equal(4.5, SpikeLosses.MeanSquareCount(spikes, [0], 1, null, classes: 2), 1e-14);
    }

    [Fact]
    public void The_gradient_of_a_spike_time_lands_on_the_first_spike_or_on_the_last_step()
    {
        // Neuron 0 spikes at 1, neuron 1 never. Targets: 0 and 3, the last step.
        var spikes = new Series<double>(4, 1, 2, [0, 0, 1, 0, 1, 0, 0, 0]);
        var gradient = new Series<double>(4, 1, 2);
        Assert.Equal(1.0 / 32, TemporalLosses.MeanSquare(spikes, [0], 1, gradient), 1e-15);
        Assert.Equal([0, 0, -2.0 / 32, 0, 0, 0, 0, 0], gradient.Values);
        Assert.Equal(0, TemporalLosses.MeanSquare(spikes, [0], 1, null, tolerance: 2));

        var onTimes = new Series<double>(4, 1, 2);
        Assert.Equal(Math.Log(1 + Math.Exp(0.25 - 0.5)), TemporalLosses.CrossEntropy(spikes, [0], 1, onTimes, TimeInversion.Reciprocal), 1e-14);
        var share = 1 / (1 + Math.Exp(0.5 - 0.25));
        SnnTorchGolden.AssertClose([0, 0, -share * 0.25, 0, 0, 0, 0, share * 0.0625], onTimes.Values);
    }
}
