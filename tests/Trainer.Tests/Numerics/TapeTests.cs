using Bss2.Trainer.Numerics;
using FsCheck;
using FsCheck.Fluent;

namespace Bss2.Trainer.Tests.Numerics;

public sealed class TapeTests
{
    [Fact]
    public void A_tensor_that_two_operations_read_gets_the_sum_of_their_gradients()
    {
        var tape = new Tape();
        var input = tape.AllocateZeros(1, 1, 1);
        input.Row(0, 0)[0] = 2;
        var sum = Addition.Apply(tape, Scaling.Apply(tape, input, 3), Scaling.Apply(tape, input, 5));
        sum.AddGradient()[0] = 1;
        tape.Backward(new GradientBuffer([]));
        Assert.Equal(16, sum.Row(0, 0)[0]);
        Assert.Equal(8, input.GradientRow(0, 0)[0]);
    }

    [Fact]
    public void A_parameter_used_twice_gets_the_sum_of_both_uses()
    {
        var (tape, weight) = (new Tape(), new Parameter<float>("w", [1, 1]));
        weight.Values[0] = 0.5f;
        var input = tape.AllocateZeros(1, 1, 1);
        input.Row(0, 0)[0] = 2;
        var twice = SynapseProduct.Apply(tape, SynapseProduct.Apply(tape, input, weight), weight);
        twice.AddGradient()[0] = 1;
        var gradients = new GradientBuffer([weight]);
        tape.Backward(gradients);
        Assert.Equal(0.5f, twice.Row(0, 0)[0]);
        Assert.Equal(2, gradients.Find(weight)![0]);
    }

    [Fact]
    public void Padding_stays_zero_and_gradients_are_forgotten_by_a_restart()
    {
        var tape = new Tape();
        tape.Allocate(2, 2, 16).Values.Fill(float.NaN);
        tape.Restart();
        var tensor = tape.AllocateZeros(2, 2, 3);
        Assert.Equal(8, tensor.Stride);
        tensor.AddGradient().Fill(1);
        tape.Restart();
        Assert.False(tape.AllocateZeros(2, 2, 3).HasGradient);
        Assert.Throws<InvalidOperationException>(() => tensor.Gradient.Length);
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused_with_both_shapes()
    {
        var tape = new Tape();
        var fault = Assert.Throws<ArgumentException>(() => SynapseProduct.Apply(tape, tape.AllocateZeros(2, 1, 4), new Parameter<float>("hidden.weight", [3, 5])));
        Assert.Contains("'hidden.weight' have shape [3, 5]; 4 sources", fault.Message, StringComparison.Ordinal);
        fault = Assert.Throws<ArgumentException>(() => Addition.Apply(tape, tape.AllocateZeros(2, 1, 4), tape.AllocateZeros(2, 1, 5)));
        Assert.Contains("[2, 1, 4] and [2, 1, 5]", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Permuting_samples_permutes_what_a_layer_does() =>
        Prop.ForAll(Gen.Shuffle(new[] { 0, 1, 2, 3, 4 }).ToArbitrary(), order =>
        {
            var (straight, permuted) = (Run([0, 1, 2, 3, 4]), Run(order));
            for (var s = 0; s < 5; s++)
            {
                Assert.Equal(straight[order[s]], permuted[s]);
            }
        }).QuickCheckThrowOnFailure();

    /// <summary>Membranes [sample][time, neuron] of five different stimuli in the given order.</summary>
    private static float[][] Run(int[] stimuli)
    {
        var (tape, weight) = (new Tape(), new Parameter<float>("w", [9, 4]));
        for (var k = 0; k < 36; k++)
        {
            weight.Values[k] = (k * 0.37f % 1.5f) - 0.4f;
        }

        var input = tape.AllocateZeros(10, stimuli.Length, 4);
        for (var s = 0; s < stimuli.Length; s++)
        {
            for (var c = 0; c < 4; c++)
            {
                input.Row(((stimuli[s] * 3) + (c * 2)) % 9, s)[c] = 1;
            }
        }

        var membrane = CubaLif.Apply(tape, SynapseProduct.Apply(tape, input, weight), new NeuronConstants<float>(new CubaParameters(6e-6, 6e-6), 9, 2e-6)).Membrane;
        return [.. stimuli.Select((_, s) => Enumerable.Range(0, 10).SelectMany(t => membrane.Row(t, s).ToArray()).ToArray())];
    }
}
