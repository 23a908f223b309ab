using Bss2.Chip.Blocks;
using Bss2.Chip.Hagen;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;

namespace Bss2.Chip.Tests.Hagen;

/// <summary>What comes out is what the mock's formula says, plus what was switched on.</summary>
public sealed class MultiplyLawTests
{
    private const Imperfections Strengths =
        Imperfections.NeuronStrength | Imperfections.ChipStrength | Imperfections.SynapseStrength | Imperfections.DriverStrength | Imperfections.CadcOffset;

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(128, 256, 1)]
    [InlineData(128, 128, 4)]
    [InlineData(127, 129, 6)]
    [InlineData(4, 33, 34)]
    [InlineData(128, 31, 100)]
    [InlineData(60, 5, 65535)]
    public void With_all_off_results_are_exactly_those_of_the_formula(int inputs, int outputs, int sends)
    {
        var network = Products.Single(inputs, outputs, sends);
        var configuration = Products.Configuration(network, Imperfections.None);
        var block = Products.Block(network, 0, 40);
        var results = Products.Run(configuration, block).Results.Single();
        Assert.Equal((1, 1, outputs), (results.Population.Value, results.VectorsPerSample, results.Size));
        for (var vector = 0; vector < 40; vector++)
        {
            for (var neuron = 0; neuron < outputs; neuron++)
            {
                float product = Products.Exact(network, configuration.Weights, block, 1, vector, neuron);
                Assert.Equal(MultiplyFormula.ToResult(product * sends * 0.002f), results.Values[(vector * outputs) + neuron]);
            }
        }
    }

    [Theory]
    [InlineData(5000, 1, 10)]
    [InlineData(-5000, 1, -10)]
    [InlineData(500, 20, 20)]
    [InlineData(21 * 15 * 100, 1, 63)]
    [InlineData(1090, 20, 43)]
    [InlineData(-95, 20, -4)]
    [InlineData(0, 1, 0)]
    [InlineData(-1, 1, -1)]
    [InlineData(249_984, 1, 127)]
    [InlineData(-249_984, 1, -128)]
    public void The_formula_rounds_float32_products_down_and_clips(int product, int sends, int result) =>
        Assert.Equal(result, MultiplyFormula.ToResult(MultiplyFormula.Amplitude(product, sends, MultiplyFormula.Gain)));

    [Fact]
    public void Opposite_tiles_saturate_each_for_itself() => Assert.Equal(-1, MultiplyFormula.AddSaturating(127, -128));

    [Fact]
    public void Several_inputs_of_a_tile_add_up_each_with_its_sends()
    {
        var network = Products.Several();
        var configuration = Products.Configuration(network, Imperfections.None);
        var block = Products.Block(network, 0, 9);
        var mixed = Products.Run(configuration, block).Results.Single(r => r.Population.Value == 6);
        for (var at = 0; at < mixed.Values.Length; at++)
        {
            var (vector, neuron) = (at / mixed.Size, at % mixed.Size);
            var (b, c) = (block.Vectors[1], block.Vectors[2]);
            var sum = Enumerable.Range(0, 40).Sum(i => 4 * b.Values[(vector * 40) + i] * configuration.Weights[3].Values[(neuron * 40) + i])
                + Enumerable.Range(0, 5).Sum(i => 6 * c.Values[(vector * 5) + i] * configuration.Weights[4].Values[(neuron * 5) + i]);
            Assert.Equal(MultiplyFormula.ToResult(sum * 0.002f), mixed.Values[at]);
        }
    }

    [Fact]
    public void With_mismatch_off_small_results_differ_from_the_formula_by_noise_of_two_alone()
    {
        var (differences, amplitudes) = Differences(Imperfections.Noise | Imperfections.Limits, sends: 1);
        var small = differences.Zip(amplitudes).Where(x => Math.Abs(x.Second) <= 20).Select(x => x.First).ToArray();
        Assert.True(small.Length > 10_000, $"{small.Length} results");
        Assert.InRange(small.Average(), -0.1, 0.1);
        Assert.InRange(Sigma(small), 1.8, 2.2);
        Assert.Contains(small, d => d >= 6);
        Assert.Contains(small, d => d <= -6);
    }

    [Theory]
    [InlineData(40, 60, 2.6)]
    [InlineData(60, 80, 3.08)]
    public void Noise_grows_with_the_amplitude(double from, double to, double sigma)
    {
        var (differences, amplitudes) = Differences(Imperfections.CadcNoise, sends: 4);
        var chosen = differences.Zip(amplitudes).Where(x => Math.Abs(x.Second) >= from && Math.Abs(x.Second) < to).Select(x => x.First).ToArray();
        Assert.True(chosen.Length > 1000, $"{chosen.Length} results");
        Assert.InRange(Sigma(chosen), 0.93 * sigma, 1.07 * sigma);
    }

    [Fact]
    public void Noise_of_neighbours_vectors_updates_and_populations_is_unrelated()
    {
        var zero = Products.Single(1, 256);
        var weights = new[] { new ProjectionWeights(0, new sbyte[256]) };
        var chip = new ChipEmulator();
        chip.Configure(Products.Configuration(zero, Imperfections.CadcNoise, weights));
        var block = Products.Block(zero, 0, 100);
        var first = chip.Run(block).Results[0].Values;
        var again = chip.Run(block).Results[0].Values;
        var update = chip.Run(block with { Key = block.Key with { Update = 4 } }).Results[0].Values;
        var seed = chip.Run(block with { Key = block.Key with { Seed = 12 } }).Results[0].Values;
        chip.Configure(Products.Configuration(zero, Imperfections.CadcNoise, weights, serial: 8));
        var serial = chip.Run(block).Results[0].Values;
        Assert.Equal(first, again);
        foreach (var other in new[] { update, seed, serial, [.. first[1..], first[0]], [.. first[8..], .. first[..8]], [.. first[256..], .. first[..256]] })
        {
            Assert.InRange(Correlation(first, other), -0.025, 0.025);
        }
    }

    [Fact]
    public void Mismatch_has_the_spreads_of_the_calibration()
    {
        // One row at a large amplitude, far from the read-out's steps: averages of many vectors without noise.
        var network = Products.Single(1, 256, 16);
        var weights = new[] { new ProjectionWeights(0, [.. Enumerable.Repeat((sbyte)63, 256)]) };
        var ones = new PopulationVectors(new PopulationId(0), 1, 1, [31]);
        double[] Results(Imperfections enabled, int serial, bool minus = false) => [.. Products.Run(
            Products.Configuration(network, enabled, minus ? [new ProjectionWeights(0, [.. weights[0].Values.Select(w => (sbyte)-w)])] : weights, serial),
            Products.Block(network, 0, 1) with { Vectors = [ones] }).Results[0].Values.Select(v => v + 0.5)];

        const double Nominal = 31 * 63 * 16 * 0.002;
        Assert.All(Results(Imperfections.None, 1), v => Assert.Equal(62.5, v));
        Assert.InRange(Sigma(Serials(s => Results(Imperfections.NeuronStrength, s))) / Nominal, 0.032, 0.038);
        Assert.InRange(Sigma(Serials(s => Results(Imperfections.SynapseStrength, s))) / Nominal, 0.032, 0.038);
        Assert.InRange(Sigma(Serials(s => Results(Imperfections.CadcOffset, s))), 1.85, 2.15);
        Assert.InRange(Sigma(Enumerable.Range(0, 200).Select(s => Results(Imperfections.ChipStrength, s)[0])) / Nominal, 0.085, 0.115);
        Assert.InRange(Sigma(Enumerable.Range(0, 200).Select(s => Results(Imperfections.DriverStrength, s)[0])) / Nominal, 0.05, 0.07);

        // Excitatory and inhibitory rows are different synapses of one driver.
        var (plus, negative) = (Results(Imperfections.SynapseStrength, 5), Results(Imperfections.SynapseStrength, 5, minus: true));
        Assert.InRange(Correlation(plus, negative), -0.2, 0.2);
        var (gain, inverse) = (Results(Imperfections.NeuronStrength, 5), Results(Imperfections.NeuronStrength, 5, minus: true));
        Assert.InRange(Correlation(gain, inverse), -1, -0.95);
    }

    [Fact]
    public void The_same_place_of_the_array_has_the_same_mismatch_in_every_pass()
    {
        // Populations 0 and 2 are both on the top half, in passes 0 and 1; population 1 is on the bottom half.
        var network = new NetworkSpec(
            [Networks.Input("x", 9), Products.Integrators("a", 40), Products.Integrators("b", 40), Products.Integrators("c", 40)],
            [Products.Join(0, 1, 8), Products.Join(0, 2, 8), Products.Join(0, 3, 8)]);
        var same = Products.Weights(Products.Single(9, 40))[0].Values;
        var results = Products.Run(Products.Configuration(network, Strengths, [new(0, same), new(1, same), new(2, same)]), Products.Block(network, 0, 20)).Results;
        Assert.Equal(results[0].Values, results[2].Values);
        Assert.NotEqual(results[0].Values, results[1].Values);
    }

    private static IEnumerable<double> Serials(Func<int, double[]> results) => Enumerable.Range(1, 20).SelectMany(serial => results(serial));

    private static (double[] Differences, double[] Amplitudes) Differences(Imperfections enabled, int sends)
    {
        const int Vectors = 600, Outputs = 40;
        var network = Products.Single(128, Outputs, sends);
        var configuration = Products.Configuration(network, enabled);
        var block = Products.Block(network, 0, Vectors);
        var results = Products.Run(configuration, block).Results[0].Values;
        var amplitudes = Enumerable.Range(0, Vectors * Outputs).Select(k => 0.002 * sends * Products.Exact(network, configuration.Weights, block, 1, k / Outputs, k % Outputs)).ToArray();
        return ([.. results.Zip(amplitudes, (y, a) => y - Math.Floor(a))], amplitudes);
    }

    private static double Sigma(IEnumerable<double> values)
    {
        var all = values.ToArray();
        var mean = all.Average();
        return Math.Sqrt(all.Average(v => (v - mean) * (v - mean)));
    }

    private static double Correlation(sbyte[] a, sbyte[] b) => Correlation([.. a.Select(v => (double)v)], [.. b.Select(v => (double)v)]);

    private static double Correlation(double[] a, double[] b)
    {
        var (meanA, meanB) = (a.Average(), b.Average());
        return a.Zip(b, (x, y) => (x - meanA) * (y - meanB)).Average() / (Sigma(a) * Sigma(b));
    }
}
