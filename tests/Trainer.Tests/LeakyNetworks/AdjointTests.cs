using Bss2.Chip.Randomness;
using Bss2.Trainer.LeakyNetworks;
using Bss2.Trainer.LeakyNetworks.Surrogates;
using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.Tests.LeakyNetworks;

/// <summary>
/// Hand-written adjoints of all neuron models against central finite differences. Spikes are made smooth, with a surrogate that is their derivative; resets stay steps, which
/// the gradient does not see, and no membrane comes near enough to its threshold for a difference to cross it.
/// </summary>
public sealed class AdjointTests
{
    private const int TimeSteps = 7;
    private const int Samples = 2;
    private const int Neurons = 3;
    private const double Step = 1e-6;

    public static TheoryData<string, ResetMechanism, bool> Cases
    {
        get
        {
            var cases = new TheoryData<string, ResetMechanism, bool>();
            foreach (var model in new[] { "Leaky", "Synaptic", "Alpha", "Lapicque", "RLeaky one to one", "RLeaky all to all", "RSynaptic one to one", "RSynaptic all to all", "inhibited", "graded" })
            {
                foreach (var reset in Enum.GetValues<ResetMechanism>())
                {
                    cases.Add(model, reset, true);
                    cases.Add(model, reset, false);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gradients_of_input_and_parameters_are_those_of_finite_differences(string model, ResetMechanism reset, bool delay)
    {
        var layer = Make(model, reset, delay);
        var input = new Series<double>(TimeSteps, Samples, Neurons, Values(1, TimeSteps * Samples * Neurons, -0.3, 1.3));
        var (onSpikes, onMembrane) = (Values(2, input.Values.Length, -1, 1), Values(3, input.Values.Length, -1, 1));
        double Loss()
        {
            var run = layer.Forward(input, TimeSteps);
            return run.Spikes.Values.Zip(onSpikes, (s, g) => s * g).Sum() + run.Membrane.Values.Zip(onMembrane, (u, g) => u * g).Sum();
        }

        var gradients = new GradientBuffer(layer.Parameters);
        var forward = layer.Forward(input, TimeSteps);
        var onInput = layer.Backward(forward, new Series<double>(TimeSteps, Samples, Neurons, onSpikes), new Series<double>(TimeSteps, Samples, Neurons, onMembrane), gradients);
        AssertDerivatives(Loss, input.Values, onInput.Values, "input");
        foreach (var parameter in layer.Parameters.Cast<Parameter<double>>())
        {
            AssertDerivatives(Loss, parameter.Values, gradients.Find(parameter)!, parameter.Name);
        }

        Assert.Contains(forward.Spikes.Values, s => s > 0.5);
    }

    private static SpikingLayer<double> Make(string model, ResetMechanism reset, bool delay)
    {
        var options = new LayerOptions<double>
        {
            Reset = reset,
            ResetDelay = delay,
            Surrogate = new SmoothSpikes(),
            Threshold = [0.9, 0.8, 1.1],
            LearnThreshold = true,
            LearnBeta = model != "Lapicque",
            LearnAlpha = true,
            Inhibition = model == "inhibited",
            GradedSpikesFactor = model == "graded" ? 1.7 : 1,
        };
        Recurrence<double> Connections() => model.EndsWith("one to one", StringComparison.Ordinal)
            ? Recurrence.OneToOne<double>("r", Neurons, [0.3, -0.2, 0.4])
            : Recurrence.AllToAll<double>("r", Neurons, seed: 5, number: 0);
        return model.Split(' ')[0] switch
        {
            "Synaptic" => new Synaptic<double>("layer", Neurons, [0.6], [0.8, 0.9, 0.7], options),
            "Alpha" => new Alpha<double>("layer", Neurons, [0.9], [0.8, 0.7, 0.6], options),
            "Lapicque" => new Lapicque<double>("layer", Neurons, RcCircuit.Of(2, 1.5), options),
            "RLeaky" => new RLeaky<double>("layer", Neurons, [0.8], Connections(), options),
            "RSynaptic" => new RSynaptic<double>("layer", Neurons, [0.6], [0.8], Connections(), options),
            _ => new Leaky<double>("layer", Neurons, [0.9, 0.8, 0.7], options),
        };
    }

    private static void AssertDerivatives(Func<double> loss, double[] values, double[] gradient, string what)
    {
        for (var k = 0; k < values.Length; k++)
        {
            var kept = values[k];
            values[k] = kept + Step;
            var above = loss();
            values[k] = kept - Step;
            var slope = (above - loss()) / (2 * Step);
            values[k] = kept;
            Assert.True(Math.Abs(slope - gradient[k]) < 1e-6 * Math.Max(1, Math.Abs(slope)), $"{what}[{k}]: differences give {slope}, the adjoint {gradient[k]}");
        }
    }

    private static double[] Values(uint stream, int count, double low, double high)
    {
        var key = StreamKey.ForSeed(17, NoisePurpose.Shuffling);
        return [.. Enumerable.Range(0, count).Select(k => low + ((high - low) * Philox.ToUniform(Philox.Next(key, (uint)k, stream, 0, 0).X0)))];
    }

    // x/(1 + |x|) from 0 to 1; its derivative is half of 1/(1 + |x|)².
    private sealed class SmoothSpikes : Surrogate<double>
    {
        public override double Backward(double above, double upstream, double spike, SpikeIndex index) => upstream * 0.5 / ((1 + Math.Abs(above)) * (1 + Math.Abs(above)));

        internal override double Spike(double above) => 0.5 + (0.5 * above / (1 + Math.Abs(above)));
    }
}
