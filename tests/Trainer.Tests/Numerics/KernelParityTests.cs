using System.Diagnostics;
using Bss2.Chip.Randomness;
using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.Tests.Numerics;

/// <summary>Vector kernels give the bits of the scalar definitions in float32, with the processor's vector instructions and without them.</summary>
public sealed class KernelParityTests
{
    private const int TimeSteps = 12;
    private const int Samples = 3;
    private const string WithoutIntrinsics = "DOTNET_EnableHWIntrinsic";

    public static TheoryData<int> Lengths => [0, 1, 7, 8, 9, 120, 512];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Integrate_and_fire_kernel_equals_its_definition_in_every_mode(int neurons)
    {
        var constants = Constants(neurons);
        var length = TimeSteps * Samples * constants.Stride;
        for (var mode = 0; mode < 32; mode++)
        {
            var shape = new LifShape(TimeSteps, Samples, (mode & 1) != 0, (mode & 2) != 0);
            var input = Values(length, neurons, 1, -0.5f, 1.5f);
            var measuredV = Values(length, neurons, 2, -0.5f, 1.5f);
            var measuredZ = Values(length, neurons, 3, -3, 1).Select(x => x > 0 ? 1f : 0f).ToArray();
            float[] z1 = [.. measuredZ], v1 = [.. measuredV], i1 = new float[length];
            float[] z2 = [.. measuredZ], v2 = [.. measuredV], i2 = new float[length];
            CubaLifReference.Forward<float>(constants, shape, input, z1, v1, i1, []);
            CubaLifKernel.Forward(constants, shape, input, z2, v2, i2);
            AssertBits(z1, z2, v1, v2, i1, i2);

            var (gz, gv, gi) = (Values(length, neurons, 4, -1, 1), Values(length, neurons, 5, -1, 1), Values(length, neurons, 6, -1, 1));
            var gradients = new LifGradients<float>((mode & 4) != 0 ? gz : [], (mode & 8) != 0 ? gv : [], (mode & 16) != 0 ? gi : []);
            foreach (var accumulate in new[] { false, true })
            {
                float[] gx1 = Values(length, neurons, 7, -1, 1), gx2 = [.. gx1];
                CubaLifReference.Backward(constants, shape, gradients, z1, v1, i1, [], gx1, accumulate);
                CubaLifKernel.Backward(constants, shape, gradients, z1, v1, i1, new float[2 * Samples * constants.Stride], gx2, accumulate);
                AssertBits(gx1, gx2);
            }
        }
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(7, 9)]
    [InlineData(8, 8)]
    [InlineData(9, 1)]
    [InlineData(120, 3)]
    [InlineData(512, 17)]
    public void A_layer_from_events_to_events_equals_the_definitions(int neurons, int targets)
    {
        const int Sources = 5;
        var constants = Constants(neurons);
        var (into, outOf) = (new SynapseShape(TimeSteps * Samples, Sources, neurons), new SynapseShape(TimeSteps * Samples, neurons, targets));
        var length = into.Rows * into.TargetStride;
        var (first, second) = (new Parameter<float>("first", [neurons, Sources]), new Parameter<float>("second", [targets, neurons]));
        Values(first.Values.Length, first.Values.Length, 21, -0.5f, 1.5f).CopyTo(first.Values, 0);
        Values(second.Values.Length, second.Values.Length, 22, -1, 1).CopyTo(second.Values, 0);
        var incoming = Values(into.Rows * into.SourceStride, Sources, 23, -2, 1).Select(x => x > 0 ? 1f : 0f).ToArray();
        var onOutput = Values(outOf.Rows * outOf.TargetStride, targets, 24, -1, 1);
        onOutput.AsSpan(onOutput.Length * 2 / 3).Clear();
        foreach (var (measured, differentiate) in new[] { (false, false), (false, true), (true, false), (true, true) })
        {
            var shape = new LifShape(TimeSteps, Samples, measured, measured);
            float[] v = Values(length, neurons, 2, -0.5f, 1.5f), z = [.. Values(length, neurons, 3, -3, 1).Select(x => x > 0 ? 1f : 0f)];
            float[] input = new float[length], i = new float[length], output = new float[onOutput.Length], gz = new float[length], gx = new float[length];
            float[] g1 = new float[first.Values.Length], g2 = new float[second.Values.Length], gs = new float[incoming.Length];
            var tape = new Tape();
            Tensor Put(float[] values, int size)
            {
                var tensor = tape.AllocateZeros(TimeSteps, Samples, size);
                values.CopyTo(tensor.Values);
                return tensor;
            }

            var source = Put(incoming, Sources);
            var graded = SynapseProduct.Apply(tape, source, first, differentiate);
            var layer = CubaLif.Apply(tape, graded, constants, measured ? Put(v, neurons) : null, measured ? Put(z, neurons) : null);
            var result = SynapseProduct.Apply(tape, layer.Spikes, second);
            onOutput.CopyTo(result.AddGradient());
            var gradients = new GradientBuffer([first, second]);
            tape.Backward(gradients);

            SynapseReference.Forward<float>(into, incoming, first.Values, input);
            CubaLifReference.Forward<float>(constants, shape, input, z, v, i, []);
            SynapseReference.Forward<float>(outOf, z, second.Values, output);
            SynapseReference.BackwardSpikes<float>(outOf, onOutput, second.Values, gz, false);
            SynapseReference.BackwardWeights<float>(outOf, z, onOutput, g2);
            CubaLifReference.Backward(constants, shape, new LifGradients<float>(gz, [], []), z, v, i, [], gx, false);
            SynapseReference.BackwardWeights<float>(into, incoming, gx, g1);
            SynapseReference.BackwardSpikes<float>(into, gx, first.Values, gs, false);
            AssertBits(g1, gradients.Find(first)!, g2, gradients.Find(second)!);
            AssertBits(output, [.. result.Values], z, [.. layer.Spikes.Values], v, [.. layer.Membrane.Values], i, [.. layer.Current.Values], input, [.. graded.Values]);
            Assert.Equal(differentiate, source.HasGradient);
            AssertBits(differentiate ? gs : [], differentiate ? [.. source.Gradient] : []);
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Leaky_integrator_kernel_equals_its_definition_in_every_mode(int neurons)
    {
        var constants = Constants(neurons);
        var length = TimeSteps * Samples * constants.Stride;
        for (var mode = 0; mode < 16; mode++)
        {
            var shape = new LifShape(TimeSteps, Samples, (mode & 1) != 0);
            var input = Values(length, neurons, 1, -0.5f, 1.5f);
            float[] v1 = Values(length, neurons, 2, -0.5f, 1.5f), v2 = [.. v1], i1 = new float[length], i2 = new float[length];
            CubaLiReference.Forward<float>(constants, shape, input, v1, i1);
            CubaLiKernel.Forward(constants, shape, input, v2, i2);
            AssertBits(v1, v2, i1, i2);
            var (gv, gi) = ((mode & 2) != 0 ? Values(length, neurons, 5, -1, 1) : [], (mode & 4) != 0 ? Values(length, neurons, 6, -1, 1) : []);
            float[] gx1 = Values(length, neurons, 7, -1, 1), gx2 = [.. gx1];
            CubaLiReference.Backward<float>(constants, shape, gv, gi, gx1, (mode & 8) != 0);
            CubaLiKernel.Backward(constants, shape, gv, gi, new float[2 * Samples * constants.Stride], gx2, (mode & 8) != 0);
            AssertBits(gx1, gx2);
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 9)]
    [InlineData(8, 8)]
    [InlineData(9, 7)]
    [InlineData(25, 120)]
    [InlineData(120, 3)]
    [InlineData(512, 17)]
    public void Synapse_kernels_equal_their_definitions(int sources, int targets)
    {
        const int Rows = 23;
        var shape = new SynapseShape(Rows, sources, targets);
        var spikes = Values(Rows * shape.SourceStride, sources, 1, -4, 1).Select(x => x > 0.8f ? 0.5f : x > 0 ? 1f : 0f).ToArray();
        var weights = Values(targets * sources, targets * sources, 2, -1, 1);
        var events = new EventList();
        events.Collect(spikes, Rows, shape.SourceStride);

        var bySource = new float[sources * shape.TargetStride];
        MatrixLayout.Transpose(weights, targets, sources, bySource);
        float[] y1 = new float[Rows * shape.TargetStride], y2 = new float[Rows * shape.TargetStride];
        SynapseReference.Forward<float>(shape, spikes, weights, y1);
        SynapseKernel.Forward(shape, events, bySource, y2);
        AssertBits(y1, y2);

        var gradient = Values(Rows * shape.TargetStride, targets, 3, -1, 1);
        float[] w1 = Values(targets * sources, targets * sources, 4, -1, 1), w2 = [.. w1];
        SynapseReference.BackwardWeights<float>(shape, spikes, gradient, w1);
        Array.Clear(bySource);
        SynapseKernel.BackwardWeights(shape, events, gradient, bySource);
        MatrixLayout.AddTransposed(bySource, targets, sources, w2);
        AssertBits(w1, w2);

        var byTarget = new float[targets * shape.SourceStride];
        MatrixLayout.Pad(weights, targets, sources, byTarget);
        foreach (var accumulate in new[] { false, true })
        {
            float[] g1 = Values(Rows * shape.SourceStride, sources, 5, -1, 1), g2 = [.. g1];
            SynapseReference.BackwardSpikes<float>(shape, gradient, weights, g1, accumulate);
            SynapseKernel.BackwardSpikes(shape, gradient, byTarget, g2, accumulate);
            AssertBits(g1, g2);
        }
    }

    [Fact]
    public async Task All_of_this_holds_without_the_processors_vector_instructions()
    {
        if (Environment.GetEnvironmentVariable(WithoutIntrinsics) == "0")
        {
            // This is the child: the other tests of the class do the work.
            Assert.False(System.Runtime.Intrinsics.Vector256.IsHardwareAccelerated);
            return;
        }

        var start = new ProcessStartInfo("dotnet", ["vstest", typeof(KernelParityTests).Assembly.Location, "/TestCaseFilter:FullyQualifiedName~" + typeof(KernelParityTests).FullName])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[WithoutIntrinsics] = "0";
        using var child = Process.Start(start)!;
        var output = child.StandardOutput.ReadToEndAsync();
        var errors = child.StandardError.ReadToEndAsync();
        await child.WaitForExitAsync();
        Assert.True(child.ExitCode == 0, await output + await errors);
        Assert.Contains("Passed", await output, StringComparison.Ordinal);
    }

    private static NeuronConstants<float> Constants(int neurons)
    {
        double[] Spread(uint stream, double low, double high) => neurons == 0 ? [low] : [.. Values(neurons, neurons, stream, (float)low, (float)high).Select(x => (double)x)];
        return new NeuronConstants<float>(
            new CubaParameters(Spread(11, 4e-6, 12e-6), Spread(12, 4e-6, 12e-6), Spread(13, -0.1, 0.1), Spread(14, 0.4, 1), Spread(15, -0.2, 0.2)), neurons, 1e-6);
    }

    /// <summary>Uniform numbers; lanes beyond the neurons are zero.</summary>
    private static float[] Values(int length, int neurons, uint stream, float low, float high)
    {
        var stride = Lanes.Pad(neurons);
        var values = new float[length];
        for (var k = 0; k < length; k++)
        {
            var uniform = Philox.ToUniform(Philox.Next(new StreamKey(7, 9), (uint)k, stream, 0, 0).X0);
            values[k] = length == neurons || k % stride < neurons ? (float)(low + ((high - low) * uniform)) : 0;
        }

        return values;
    }

    private static void AssertBits(params float[][] pairs)
    {
        for (var p = 0; p < pairs.Length; p += 2)
        {
            // Zeros of either sign are one number to everything that follows.
            Assert.Equal(pairs[p].Select(x => BitConverter.SingleToInt32Bits(x + 0f)), pairs[p + 1].Select(x => BitConverter.SingleToInt32Bits(x + 0f)));
        }
    }
}
