using Bss2.Chip.Circuits;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;

namespace Bss2.Chip.Tests.Circuits;

public sealed class CadcConversionTests
{
    private static readonly RunKey Run = new(11, RunPhase.Train, 4);

    [Fact]
    public void Vector_and_scalar_forms_give_the_same_codes()
    {
        var random = new Random(3);
        foreach (var channels in new[] { 0, 1, 7, 8, 9, 123, 128 })
        {
            foreach (var points in new[] { 0, 1, 2, 3, 4, 5, 30, 257 })
            {
                var conversion = Conversion(Imperfections.All, channels);
                var membranes = Enumerable.Range(0, channels * points).Select(_ => (float)((random.NextDouble() * 300) - 20)).ToArray();
                var (fast, slow) = (new sbyte[membranes.Length], new sbyte[membranes.Length]);
                conversion.Convert(Run, 17, membranes, fast);
                conversion.ConvertScalar(Run, 17, membranes, slow);
                Assert.Equal(slow, fast);
            }
        }
    }

    [Theory]
    [InlineData(80f, -48)]
    [InlineData(80.4f, -48)]
    [InlineData(80.6f, -47)]
    [InlineData(80.5f, -48)]
    [InlineData(81.5f, -46)]
    [InlineData(-3f, -128)]
    [InlineData(255.4f, 127)]
    [InlineData(999f, 127)]
    public void Without_imperfections_a_code_is_the_membrane_rounded_and_clipped(float membrane, int code)
    {
        var codes = new sbyte[1];
        Conversion(Imperfections.None, 1).Convert(Run, 0, [membrane], codes);
        Assert.Equal(code, codes[0]);
    }

    [Theory]
    [InlineData(Imperfections.CadcNoise, 0.5, 0.02)]
    [InlineData(Imperfections.RunOffset, 0.6, 0.02)]
    [InlineData(Imperfections.CadcOffset, 0.8, 0.06)]
    [InlineData(Imperfections.CadcGain, 0.5, 0.04)]
    [InlineData(Imperfections.CadcNoise | Imperfections.RunOffset, 0.781, 0.03)]
    public void Each_imperfection_has_its_spread_over_channels_and_samples(Imperfections enabled, double sigma, double tolerance)
    {
        // Rounding adds 1/12 to the variance; membranes are spread within a code so that it is not correlated. Gain: 0.5 % of 100 LSB.
        const int Channels = 512;
        const int Samples = 40;
        var conversion = Conversion(enabled, Channels);
        var membranes = new float[Channels];
        var codes = new sbyte[Channels];
        var (sum, squares) = (0.0, 0.0);
        for (var sample = 0; sample < Samples; sample++)
        {
            for (var c = 0; c < Channels; c++)
            {
                membranes[c] = 99.5f + (((c * Samples) + sample) * 7919 % 20480 / 20480f);
            }

            conversion.Convert(Run, sample, membranes, codes);
            for (var c = 0; c < Channels; c++)
            {
                var error = codes[c] + 128 - membranes[c];
                sum += error;
                squares += error * error;
            }
        }

        var mean = sum / (Channels * Samples);
        var variance = (squares / (Channels * Samples)) - (mean * mean) - (1.0 / 12);
        Assert.InRange(Math.Sqrt(variance), sigma - tolerance, sigma + tolerance);
    }

    [Fact]
    public void The_run_offset_holds_for_a_neuron_and_sample_and_the_noise_does_not()
    {
        const int Points = 30;
        var membranes = Enumerable.Repeat(100f, Points).ToArray();
        var codes = new sbyte[Points];
        for (var sample = 0; sample < 20; sample++)
        {
            Conversion(Imperfections.RunOffset, 1).Convert(Run, sample, membranes, codes);
            Assert.Single(codes.Distinct());
        }

        Conversion(Imperfections.CadcNoise, 1).Convert(Run, 0, membranes, codes);
        Assert.True(codes.Distinct().Count() > 1);
    }

    [Fact]
    public void Codes_depend_on_the_position_of_a_sample_and_a_circuit_and_not_on_their_neighbours()
    {
        var membranes = Enumerable.Repeat(100f, 4 * 20).ToArray();
        var (all, part) = (new sbyte[80], new sbyte[20]);
        Conversion(Imperfections.All, 20).Convert(Run, 5, membranes, all);
        var settings = new ChipSettings(new ChipSerial(3));
        new CadcConversion(settings, new CadcChannels(settings, [3, 4, 8, 11, 19])).Convert(Run, 5, membranes.AsSpan(0, 20), part);
        for (var point = 0; point < 4; point++)
        {
            Assert.Equal(new[] { 3, 4, 8, 11, 19 }.Select(c => all[(point * 20) + c]), part[(point * 5)..((point * 5) + 5)]);
        }
    }

    [Fact]
    public void Conversion_allocates_nothing()
    {
        var conversion = Conversion(Imperfections.All, 123);
        var (membranes, codes) = (new float[30 * 123], new sbyte[30 * 123]);
        conversion.Convert(Run, 0, membranes, codes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        conversion.Convert(Run, 1, membranes, codes);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Arrays_of_another_shape_are_refused()
    {
        var fault = Assert.Throws<ArgumentException>(() => Conversion(Imperfections.None, 3).Convert(Run, 0, new float[4], new sbyte[4]));
        Assert.Contains("3 channels", fault.Message, StringComparison.Ordinal);
    }

    private static CadcConversion Conversion(Imperfections enabled, int channels)
    {
        var settings = new ChipSettings(new ChipSerial(3), enabled);
        return new CadcConversion(settings, new CadcChannels(settings, [.. Enumerable.Range(0, channels)]));
    }
}
