using Bss2.Messages.Experiment;
using Bss2.Trainer.Perceptron;

namespace Bss2.Trainer.Tests.Perceptron;

/// <summary>The front end on emulated chips.</summary>
public sealed class HardwareTests
{
    [Fact]
    public void Ideal_hardware_gives_the_numbers_of_the_mock_for_operands_larger_than_the_array()
    {
        var session = new PerceptronSession(new EmulatedMatrixUnit(1, Imperfections.None)) { MockParameter = new MockParameter(0.002, 0) };
        // Whole numbers: halves are rounded differently.
        float[] x = [.. MockTests.Uniform(5 * 256, 0, 31, 1).Select(v => MathF.Round(v))];
        float[] w = [.. MockTests.Uniform(256 * 520, -63, 63, 2).Select(v => MathF.Round(v))];
        var hardware = session.Mac(session.Tensor(x, [5, 256]), session.Tensor(w, [256, 520]), 2).Values.ToArray();
        Assert.Equal(session.Mac(session.Tensor(x, [5, 256]), session.Tensor(w, [256, 520]), 2, mock: true).Values.ToArray(), hardware);
    }

    [Fact]
    public void Hardware_rounds_halves_away_from_zero_and_the_mock_to_even()
    {
        var session = new PerceptronSession(new EmulatedMatrixUnit(1, Imperfections.None)) { MockParameter = new MockParameter(0.002, 0) };
        var x = session.Tensor([10.5f], [1]);
        var w = session.Tensor([50, 50.5f, -50.5f], [1, 3]);
        Assert.Equal([11, 11, -12], session.Mac(x, w, 10).Values.ToArray());
        Assert.Equal([10, 10, -10], session.Mac(x, w, 10, mock: true).Values.ToArray());
    }

    [Fact]
    public void A_diagonal_comes_out_in_every_quadrant_with_its_sign()
    {
        var session = new PerceptronSession(new EmulatedMatrixUnit(3));
        var (x, w) = (new float[128 * 128], new float[128 * 512]);
        for (var k = 0; k < 128; k++)
        {
            x[(k * 128) + k] = 31;
            for (var quarter = 0; quarter < 4; quarter++)
            {
                w[(k * 512) + (quarter * 128) + k] = quarter % 2 == 0 ? 63 : -63;
            }
        }

        var y = session.Mac(session.Tensor(x, [128, 128]), session.Tensor(w, [128, 512]), 40, 2).Values;
        for (var k = 0; k < y.Length; k++)
        {
            var (row, column) = (k / 512, k % 512);
            var isDiagonal = column % 128 == row;
            Assert.Equal(isDiagonal, (column / 128 % 2 == 0 ? y[k] : -y[k]) > 40);
        }
    }

    [Fact]
    public void The_law_of_ten_chips_is_measured_near_that_of_silicon()
    {
        var laws = Enumerable.Range(1, 10).Select(serial => new PerceptronSession(new EmulatedMatrixUnit(serial)).MeasureMockParameter()).ToArray();
        Assert.All(laws, law => Assert.InRange(law.Gain, 0.002 * 0.75, 0.002 * 1.25));

        // Configured are 2 LSB times sqrt(1 + (a / 60)²) at a near 30; rows that differ from vector to vector add a little.
        Assert.All(laws, law => Assert.InRange(law.NoiseStd, 2.1, 2.6));
        Assert.Equal(10, laws.Select(law => law.Gain).Distinct().Count());
    }

    [Fact]
    public void An_ideal_chip_is_measured_with_the_bias_of_rounded_activations()
    {
        // 16 in place of 15.5, and on average half an LSB lost in each of two tiles of about 30.
        var law = new PerceptronSession(new EmulatedMatrixUnit(1, Imperfections.None)).MeasureMockParameter();
        Assert.InRange(law.Gain, 0.002 * (16 / 15.5) * (1 - (1 / 50.0)), 0.002 * (16 / 15.5));
        Assert.InRange(law.NoiseStd, 0, 0.4);
        var noisy = new PerceptronSession(new EmulatedMatrixUnit(1, Imperfections.CadcNoise)).MeasureMockParameter();

        // 2 · sqrt(1 + (31.75 / 60)²) = 2.26, and the rounding.
        Assert.InRange(noisy.NoiseStd, 2.15, 2.45);
    }

    [Theory]
    [InlineData(0.0015, 1)]
    [InlineData(0.0034, 2)]
    public void A_mock_measured_as_hardware_has_the_noise_of_its_parameter(double gain, double noise)
    {
        var law = new PerceptronSession(new MockAsHardware(new MockParameter(gain, noise))).MeasureMockParameter();
        Assert.InRange(law.Gain, gain * (16 / 15.5) * 0.97, gain * (16 / 15.5));
        Assert.Equal(noise, law.NoiseStd, 0.12);
    }

    [Fact]
    public void Runs_draw_fresh_noise_that_the_seed_repeats()
    {
        float[][] Twice()
        {
            var session = new PerceptronSession(new EmulatedMatrixUnit(1, seed: 9));
            return [.. Enumerable.Range(0, 2).Select(_ => session.Mac(session.Tensor(new float[200], [200]), session.Tensor(new float[200 * 50], [200, 50])).Values.ToArray())];
        }

        var (first, again) = (Twice(), Twice());
        Assert.NotEqual(first[0], first[1]);
        Assert.Equal(first, again);
    }

    [Fact]
    public void A_traced_inference_is_checked_written_and_replayed()
    {
        var path = Path.GetTempFileName();
        try
        {
            var session = new PerceptronSession(new EmulatedMatrixUnit(1, Imperfections.None)) { MockParameter = new MockParameter(0.002, 0) };
            float[] w = MockTests.Uniform(6 * 4, -63, 63, 1), v = MockTests.Uniform(4 * 3, -63, 63, 2), x = MockTests.Uniform(2 * 6, 0, 31, 3);
            var tracer = new InferenceTracer(session, path);
            tracer.Start();
            var hidden = session.ConvertingRelu(session.Mac(session.Tensor(x, [2, 6]), session.Tensor(w, [6, 4]), 30), 1);
            var y = session.Add(session.Mac(hidden, session.Tensor(v, [4, 3]), 20), session.Tensor([1, 2, 3], [3]));
            session.Mac(session.Tensor(x, [2, 6]), session.Tensor(w, [6, 4]), mock: true);
            var best = session.Argmax(y, 1, keepDimension: true);
            Assert.Equal(["mac", "converting_relu", "mac", "add", "argmax"], tracer.Stop());
            Assert.Equal(best.Values.ToArray(), session.InferenceTrace(session.Tensor(x, [2, 6]), path).Values.ToArray());

            tracer.Start();
            hidden = session.Relu(session.Mac(session.Tensor(x, [2, 6]), session.Tensor(w, [6, 4]), 30));
            hidden.Values[3] += 1;
            Assert.Contains("relu gave", Assert.Throws<InvalidOperationException>(() => session.Relu(hidden)).Message, StringComparison.Ordinal);
            Assert.Throws<InvalidOperationException>(() => session.Argmax(y, 1));
            tracer.Stop();
            Assert.Throws<InvalidOperationException>(() => tracer.Stop());
            File.WriteAllText(path, "{}");
            Assert.Throws<InvalidDataException>(() => session.InferenceTrace(session.Tensor(x, [2, 6]), path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Negative_shifts_are_for_the_mock_alone()
    {
        var session = new PerceptronSession(new EmulatedMatrixUnit());
        Assert.Equal([6f], session.ConvertingRelu(session.Tensor([3], [1]), -1, mock: true).Values.ToArray());
        Assert.Throws<InvalidOperationException>(() => session.ConvertingRelu(session.Tensor([3], [1]), -1));
    }

    /// <summary>The mock in place of a chip, with activations rounded as the chip's driver does.</summary>
    private sealed class MockAsHardware(MockParameter law) : MatrixUnit
    {
        private readonly MockMatrixUnit _mock = new(new MultiplyWorkspace()) { Law = law };

        public override void Multiply(in ProductOperands operands, Span<float> results)
        {
            var rounded = new float[operands.Activations.Length];
            OperandRounding.HalfAwayFromZero(operands.Activations, rounded);
            _mock.Number++;
            _mock.Multiply(
                new ProductOperands
                {
                    Activations = rounded,
                    Weights = operands.Weights,
                    Vectors = operands.Vectors,
                    Inputs = operands.Inputs,
                    Outputs = operands.Outputs,
                    VectorsPerSample = operands.VectorsPerSample,
                    Sends = operands.Sends,
                    WaitBetweenEvents = operands.WaitBetweenEvents,
                },
                results);
        }
    }
}
