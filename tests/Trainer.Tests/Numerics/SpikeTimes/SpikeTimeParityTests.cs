using Bss2.Trainer.Numerics.SpikeTimes;

namespace Bss2.Trainer.Tests.Numerics.SpikeTimes;

/// <summary>Kernels of four lanes give the bits of the scalar definitions.</summary>
public sealed class SpikeTimeParityTests
{
    public static TheoryData<double, int, int> Shapes
    {
        get
        {
            var data = new TheoryData<double, int, int>();
            foreach (var ratio in new[] { 1, 2, 1.5, 0.7 })
            {
                foreach (var (inputs, neurons) in new[] { (0, 1), (1, 1), (5, 120), (5, 3), (9, 4), (17, 5), (120, 7), (120, 3), (400, 8), (7, 9), (30, 13) })
                {
                    data.Add(ratio, inputs, neurons);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void All_passes_equal_their_definitions(double ratio, int inputs, int neurons)
    {
        var random = new Lcg(3);
        var constants = new SpikeTimeConstants(Neurons.WithRatio(ratio));
        var stride = Quads.Pad(neurons);
        foreach (var length in new[] { 2.0, 40, 5000 })
        {
            var weights = new double[inputs * stride];
            for (var k = 0; k < weights.Length; k++)
            {
                weights[k] = k % stride < neurons ? (6 * random.Next()) - 2.3 : 0;
            }

            var train = new EventTrain(inputs, new EventOrder(inputs));
            train.Fill(constants, [.. Enumerable.Range(0, inputs).Select(k => k % 11 == 10 ? double.PositiveInfinity : Math.Round(random.Next() * length, k % 3 == 0 ? 1 : 15))]);
            var spikes = Spikes(stride);
            ForwardKernel.Run(constants, train, weights, neurons, spikes);
            for (var neuron = 0; neuron < neurons; neuron++)
            {
                var (time, anchor, gain) = NeuronReference.Forward(constants, train, weights, stride, neuron);
                Assert.Equal((time, anchor, gain), (spikes.Times[neuron], spikes.Anchors[neuron], spikes.Gains[neuron]));
            }

            for (var neuron = 0; neuron < neurons; neuron++)
            {
                spikes.Times[neuron] = neuron % 5 == 4 ? double.PositiveInfinity : random.Next() * length;
            }

            RecallKernel.Run(constants, train, weights, neurons, spikes);
            for (var neuron = 0; neuron < neurons; neuron++)
            {
                var (anchor, gain) = NeuronReference.Recall(constants, train, weights, stride, neuron, spikes.Times[neuron]);
                Assert.Equal((anchor, gain), (gain == 0 ? anchor : spikes.Anchors[neuron], spikes.Gains[neuron]));
            }

            AssertBackward(constants, train, weights, neurons, spikes, random);
        }
    }

    private static void AssertBackward(in SpikeTimeConstants constants, EventTrain train, double[] weights, int neurons, LayerSpikes spikes, Lcg random)
    {
        var stride = Quads.Pad(neurons);
        var errors = Enumerable.Range(0, neurons).Select(k => k == 1 ? double.NaN : random.Next() - 0.5).ToArray();
        double[] factors = new double[stride], reaches = new double[stride], norms = new double[stride], weightFactors = new double[stride];
        var count = BackwardKernel.Prepare(constants, train, spikes, errors, factors, reaches);
        BackwardKernel.Norms(constants, train, count, spikes, factors, reaches, norms);
        for (var neuron = 0; neuron < neurons; neuron++)
        {
            weightFactors[neuron] = neuron % 3 == 2 ? 0 : -constants.TauMembrane * factors[neuron];
        }

        double[] gradients = new double[weights.Length], inputErrors = new double[weights.Length / stride];
        BackwardKernel.Run(constants, train, count, spikes, factors, weightFactors, reaches, weights, gradients, inputErrors);

        var expected = new double[weights.Length];
        var sums = new double[inputErrors.Length * Quads.Count];
        for (var neuron = 0; neuron < neurons; neuron++)
        {
            var (anchor, time) = (spikes.Anchors[neuron], spikes.Times[neuron]);
            var factor = BackwardReference.Factor(train, anchor, spikes.Gains[neuron], errors[neuron]);
            Assert.Equal(factor, factors[neuron]);
            if (factor == 0)
            {
                continue;
            }

            Assert.Equal(BackwardReference.Norm(constants, train, anchor, time, factor), norms[neuron]);
            BackwardReference.Run(constants, train, anchor, time, factor, neuron % 3 == 2, (neuron, stride), weights, expected, new double[inputErrors.Length], []);
            for (var k = 0; k < train.Count; k++)
            {
                // The kernel's sums over neurons have four lanes.
                var (growth, _, shift) = BackwardReference.Pair(constants, train, k, anchor, time);
                ref var sum = ref sums[(train.Numbers[k] * Quads.Count) + (neuron % Quads.Count)];
                sum = Math.FusedMultiplyAdd(growth * shift, factor * weights[(train.Numbers[k] * stride) + neuron], sum);
            }
        }

        Assert.Equal(expected, gradients);
        for (var input = 0; input < inputErrors.Length; input++)
        {
            var lanes = sums.AsSpan(input * Quads.Count, Quads.Count);
            Assert.Equal(lanes[0] + lanes[2] + (lanes[1] + lanes[3]), inputErrors[input]);
        }
    }

    private static LayerSpikes Spikes(int stride) => new() { Times = new double[stride], Anchors = new int[stride], Gains = new double[stride] };
}
