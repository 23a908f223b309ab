using Bss2.Trainer.Data;

namespace Bss2.Trainer.Tests.Data;

public class SpikeTimeDatasetTests
{
    /// <summary>Origin: inputs and labels of the Bars vectors, in the order of Fast &amp; Deep's dataset. L is 0.5, e is 0.05.</summary>
    private static readonly string[] BarsRows =
    [
        "eeeeeeLLL", "eeeLLLeee", "LLLeeeeee", "eeeeeeLLL", "eeeLLLeee", "LLLeeeeee", "eeeeeeLLL", "eeeLLLeee", "LLLeeeeee", "eeeeeeLLL",
        "eeLeeLeeL", "eLeeLeeLe", "LeeLeeLee", "eeLeeLeeL", "eLeeLeeLe", "LeeLeeLee", "eeLeeLeeL", "eLeeLeeLe", "LeeLeeLee", "eeLeeLeeL",
        "LeeeLeeeL", "eeLeLeLee", "LeeeLeeeL", "eeLeLeLee", "LeeeLeeeL", "eeLeLeLee", "LeeeLeeeL", "eeLeLeLee", "LeeeLeeeL", "eeLeLeLee",
    ];

    [Fact]
    public void Bars_are_the_thirty_samples_of_the_reference()
    {
        var data = BarsDataset.Create();

        Assert.Equal((30, 9), (data.Count, data.FeatureCount));
        Assert.Equal(["horiz", "vert", "diag"], data.ClassNames);
        for (var sample = 0; sample < 30; sample++)
        {
            Assert.Equal(BarsRows[sample].Select(c => c == 'L' ? 0.5 : 0.05), data[sample].ToArray());
            Assert.Equal(sample / 10, data.Labels[sample]);
        }
    }

    [Fact]
    public void Each_of_the_eight_patterns_stands_once()
    {
        var data = BarsDataset.EachPattern();
        Assert.Equal([0, 0, 0, 1, 1, 1, 2, 2], data.Labels);
        Assert.Equal(8, Enumerable.Range(0, 8).Select(k => string.Join(' ', data[k].ToArray())).Distinct().Count());
    }

    [Fact]
    public void Repeated_pixels_of_bars_stand_one_after_the_other()
    {
        var data = BarsDataset.Create(repetitions: 5);
        Assert.Equal(45, data.FeatureCount);
        Assert.Equal([.. Enumerable.Repeat(0.05, 30), .. Enumerable.Repeat(0.5, 15)], data[0].ToArray());
    }

    [Fact]
    public void Noise_of_bars_is_NumPys_and_the_same_for_repeated_pixels()
    {
        var (plain, noisy, repeated) = (BarsDataset.Create(), BarsDataset.Create(noise: 0.01, noiseSeed: 5), BarsDataset.Create(noise: 0.01, noiseSeed: 5, repetitions: 2));
        var random = new RandomState(5);
        for (var k = 0; k < plain.Features.Length; k++)
        {
            Assert.Equal(plain.Features[k] + (random.NextDouble() * 0.01), noisy.Features[k]);
            Assert.Equal(noisy.Features[k], repeated.Features[2 * k]);
            Assert.Equal(noisy.Features[k], repeated.Features[(2 * k) + 1]);
        }
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-0.1)]
    [InlineData(double.PositiveInfinity)]
    public void Wrong_noise_is_refused(double noise) => Assert.Throws<ArgumentOutOfRangeException>(() => BarsDataset.Create(noise: noise));

    [Fact]
    public void Xor_has_its_four_cases_with_two_constant_inputs()
    {
        var data = XorDataset.Create();
        Assert.Equal([0.15, 0.15, 0.15, 2, 0.15, 2, 0.15, 2, 2, 0.15, 0.15, 2, 2, 2, 0.15, 2], data.Features);
        Assert.Equal([0, 1, 1, 0], data.Labels);
    }

    [Fact]
    public void Yin_yang_has_the_splits_and_seeds_of_the_reference()
    {
        var splits = YinYangSpikeTimes.Splits();
        Assert.Equal((5000, 1000, 1000), (splits.Train.Count, splits.Validation.Count, splits.Test.Count));
        foreach (var (part, seed) in new[] { (splits.Train, 42u), (splits.Validation, 41u), (splits.Test, 40u) })
        {
            var drawn = YinYangDataset.Create(part.Count, seed);
            Assert.Equal(drawn.Labels, part.Labels);
            Assert.Equal(drawn.Features.Select(v => 0.15 + (v * (2.0 - 0.15))), part.Features);
        }
    }

    [Fact]
    public void Repeated_coordinates_of_yin_yang_are_tiled()
    {
        var (once, twice) = (YinYangSpikeTimes.Splits().Test, YinYangSpikeTimes.Splits(repetitions: 2).Test);
        Assert.Equal(8, twice.FeatureCount);
        Assert.Equal([.. once[7], .. once[7]], twice[7].ToArray());
    }

    [Theory]
    [InlineData(2, 0.15)]
    [InlineData(-1, 1)]
    [InlineData(0.15, double.NaN)]
    [InlineData(0.15, double.PositiveInfinity)]
    public void A_code_that_is_none_is_refused(double early, double late) =>
        Assert.Contains("0 <= early < late", Assert.Throws<ArgumentException>(() => new LatencyCode(early, late)).Message, StringComparison.Ordinal);

    [Fact]
    public void Mnist_as_spike_times_has_the_levels_and_the_split_of_the_reference()
    {
        var images = Ramp(24);

        var splits = images.SpikeTimes();

        Assert.Equal((20, 4, 6), (splits.Train.Count, splits.Validation.Count, splits.Test.Count));
        Assert.Equal(images.Train.Labels[20..], splits.Validation.Labels);
        Assert.Equal(images.Train[21].ToArray().Select(p => 0.15 + ((1 - (p / 256.0)) * 1.85)), splits.Validation[1].ToArray());
        Assert.Equal(2.0, splits.Train.Bytes!.Levels[0]);
        Assert.Equal(0.15 + (1.85 / 256), splits.Train.Bytes!.Levels[255], 15);
    }

    [Fact]
    public void Small_mnist_is_cropped_and_its_black_pixels_may_be_silent()
    {
        var images = Ramp(6);

        var (all, silent) = (images.SmallSpikeTimes(), images.SmallSpikeTimes(blackIsSilent: true));

        var expected = new byte[256];
        new ImageResize(24, 24, 16, 16).Apply(images.Test[2][((2 * 28) + 2)..], 28, expected);
        Assert.Equal(256, all.Test.FeatureCount);
        Assert.Equal(expected.Select(p => 0.15 + ((1 - (p / 255.0)) * 1.85)), all.Test[2].ToArray());
        Assert.Equal((2.0, double.PositiveInfinity), (all.Test.Bytes!.Levels[0], silent.Test.Bytes!.Levels[0]));
        Assert.Equal(all.Test.Bytes!.Levels[1..].ToArray(), silent.Test.Bytes!.Levels[1..].ToArray());
        Assert.Equal(0.15, all.Test.Bytes!.Levels[255]);
    }

    [Fact]
    public void Mnist_as_currents_is_the_byte_over_255()
    {
        var images = Ramp(6);
        Assert.Equal(images.Train[3].ToArray().Select(p => p / 255.0), images.TrainCurrents[3].ToArray());
        Assert.Equal(images.Test[5].ToArray().Select(p => p / 255.0), images.TestCurrents[5].ToArray());
    }

    /// <summary>Images of every grey, all different.</summary>
    private static MnistImages Ramp(int count)
    {
        ImageSet Set(int images, int factor) => new(
            Enumerable.Range(0, images * 784).Select(k => (byte)(k * factor % 256)).ToArray(), 28, 28, [.. Enumerable.Range(0, images).Select(k => k % 10)], [.. Enumerable.Range(0, 10).Select(k => $"{k}")]);
        return new MnistImages(Set(count, 7), Set(6, 11));
    }
}
