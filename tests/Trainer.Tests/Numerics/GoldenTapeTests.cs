using Bss2.Trainer.Learning;
using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.Tests.Numerics;

/// <summary>The tape's float32 operations against the same vectors.</summary>
public sealed class GoldenTapeTests
{
    private const float Tolerance = 1e-6f;
    private static readonly NeuronConstants<float> Pair = new(new CubaParameters(6e-6, 6e-6), 2, 2e-6);

    [Fact]
    public void Integrate_and_fire_layer_matches_the_example()
    {
        var example = Golden.Get("cuba_lif");
        var (tape, weight, graded) = Start(example);
        var outputs = CubaLif.Apply(tape, graded, Pair);
        AssertClose(example.Numbers("spikes"), outputs.Spikes);
        AssertClose(example.Numbers("membrane"), outputs.Membrane);
        AssertClose(example.Numbers("current"), outputs.Current);
        outputs.Spikes.AddGradient().Fill(1);
        AssertClose(example.Numbers("grad_W_of_sum_spikes"), Gradient(tape, weight));
    }

    [Fact]
    public void Injected_measurements_match_the_example()
    {
        var example = Golden.Get("cuba_lif_hw_injected");
        var (tape, weight, graded) = Start(Golden.Get("cuba_lif"));
        var outputs = CubaLif.Apply(tape, graded, Pair, Fill(tape, example.Numbers("v_hw")), Fill(tape, example.Numbers("z_hw")));
        AssertClose(example.Numbers("spikes"), outputs.Spikes);
        AssertClose(example.Numbers("membrane"), outputs.Membrane);
        AssertClose(example.Numbers("current"), outputs.Current);
        outputs.Spikes.AddGradient().Fill(1);
        AssertClose(example.Numbers("grad_W_of_sum_spikes"), Gradient(tape, weight));
    }

    [Fact]
    public void Leaky_integrator_and_maximum_match_the_example()
    {
        var example = Golden.Get("cuba_li");
        var tape = new Tape();
        var weight = new Parameter<float>("w", [1, 2]);
        weight.Values[0] = 1;
        weight.Values[1] = -0.5f;
        var inputs = tape.AllocateZeros(10, 1, 2);
        foreach (var (row, source) in DoubleLayer.InputsOf(example))
        {
            inputs.Row(row, 0)[source] = 1;
        }

        var outputs = CubaLi.Apply(tape, SynapseProduct.Apply(tape, inputs, weight), new NeuronConstants<float>(new CubaParameters(6e-6, 6e-6), 1, 2e-6));
        AssertClose(example.Numbers("membrane"), outputs.Membrane);
        AssertClose(example.Numbers("current"), outputs.Current);
        var maximum = MaxOverTime.Apply(tape, outputs.Membrane);
        Assert.Equal(example.Number("max_over_time"), maximum.Row(0, 0)[0], Tolerance);
        maximum.AddGradient()[0] = 1;
        AssertClose(example.Numbers("grad_W_of_max"), Gradient(tape, weight));
    }

    [Fact]
    public void Rows_that_tie_for_the_maximum_share_the_gradient()
    {
        var example = Golden.Get("amax_tie_gradient");
        var tape = new Tape();
        var input = Fill(tape, example.Numbers("inp"));
        var maximum = MaxOverTime.Apply(tape, input);
        maximum.AddGradient()[..2].Fill(1);
        tape.Backward(new GradientBuffer([]));
        for (var k = 0; k < 6; k++)
        {
            Assert.Equal(example.Numbers("grad")[k], input.GradientRow(k / 2, 0)[k % 2], Tolerance);
        }
    }

    [Fact]
    public void The_readout_scale_acts_forward_alone()
    {
        var example = Golden.Get("readout_scale_no_grad");
        var tape = new Tape();
        var traces = tape.AllocateZeros(1, 1, 3);
        example.Numbers("traces").Select(v => (float)v).ToArray().CopyTo(traces.Row(0, 0));
        var scores = Scaling.ApplyWithoutGradient(tape, traces, 10);
        var loss = Losses.CrossEntropy(scores, [(int)example.Number("target")], 1) + Regularisers.Readout(scores, example.Number("reg_readout"), 1);
        tape.Backward(new GradientBuffer([]));
        Assert.Equal(example.Number("loss"), loss, 1e-6);
        for (var k = 0; k < 3; k++)
        {
            Assert.Equal(example.Numbers("grad_wrt_traces")[k], traces.GradientRow(0, 0)[k], Tolerance);
        }
    }

    [Fact]
    public void Sum_mean_scale_and_addition_have_their_adjoints()
    {
        var tape = new Tape();
        var input = Fill(tape, [1, 2, 3, 4, 5, 6]);
        var sum = SumOverTime.Apply(tape, input);
        var mean = MeanOverTime.Apply(tape, input);
        var total = Addition.Apply(tape, Scaling.Apply(tape, sum, 3), mean);
        Assert.Equal([9 * 3 + 3, 12 * 3 + 4], total.Row(0, 0).ToArray());
        total.AddGradient()[..2].Fill(1);
        tape.Backward(new GradientBuffer([]));
        Assert.All(Enumerable.Range(0, 6), k => Assert.Equal(3 + (1 / 3f), input.GradientRow(k / 2, 0)[k % 2], Tolerance));
    }

    private static (Tape Tape, Parameter<float> Weight, Tensor Graded) Start(System.Text.Json.JsonElement example)
    {
        var tape = new Tape();
        var weight = new Parameter<float>("w", [2, 2]);
        example.Numbers("W").Select(w => (float)w).ToArray().CopyTo(weight.Values, 0);
        var inputs = tape.AllocateZeros(10, 1, 2);
        foreach (var (row, source) in DoubleLayer.InputsOf(example))
        {
            inputs.Row(row, 0)[source] = 1;
        }

        return (tape, weight, SynapseProduct.Apply(tape, inputs, weight));
    }

    private static Tensor Fill(Tape tape, double[] values)
    {
        var tensor = tape.AllocateZeros(values.Length / 2, 1, 2);
        for (var k = 0; k < values.Length; k++)
        {
            tensor.Row(k / 2, 0)[k % 2] = (float)values[k];
        }

        return tensor;
    }

    private static float[] Gradient(Tape tape, Parameter<float> weight)
    {
        var gradients = new GradientBuffer([weight]);
        tape.Backward(gradients);
        return gradients.Find(weight)!;
    }

    private static void AssertClose(double[] expected, Tensor actual) => AssertClose(expected, Metrics.ToArray(actual));

    private static void AssertClose(double[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, Tolerance * Math.Max(1, Math.Abs(pair.First))));
    }
}
