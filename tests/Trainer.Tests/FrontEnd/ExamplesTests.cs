using System.Globalization;
using System.Text.RegularExpressions;
using Bss2.Examples;
using Bss2.Trainer.FrontEnd;
using Bss2.Trainer.Tests.LeakyNetworks;

namespace Bss2.Trainer.Tests.FrontEnd;

/// <summary>The examples of <c>docs/examples</c> do what they show. Bounds are those that any chip keeps, not those of its serial number.</summary>
public sealed partial class ExamplesTests
{
    [Fact]
    public void The_first_figures_of_the_introduction_show_spikes_on_chip_and_in_mock()
    {
        var lines = Print(IntroFirstSpikes.Run);
        var cadc = Numbers(lines[0]);
        Assert.Equal([50.0, 1, 1], cadc[..3]);
        Assert.InRange(cadc[3], -60, -40);
        Assert.InRange(cadc[4], -30, 15);
        Assert.InRange(Numbers(lines[1]).Length, 1, 2);
        Assert.All(Numbers(lines[1]), time => Assert.InRange(time, 20, 45));

        // 50 us at 29.41 MS/s; rest near 3 x 80 + 40, the threshold 135 above.
        var madc = Numbers(lines[2]);
        Assert.InRange(madc[0], 1468, 1472);
        Assert.InRange(madc[1], 170, 330);
        Assert.InRange(madc[2] - madc[1], 90, 200);
        Assert.Equal([22.0, 35], Numbers(lines[3]));
    }

    [Fact]
    public void Scaled_traces_of_the_introduction_agree_with_the_numerics()
    {
        var lines = Print(IntroTraceScaling.Run);
        Assert.InRange(Numbers(lines[0])[0], -54, -42);
        Assert.InRange(Numbers(lines[1])[0], 34, 56);
        Assert.InRange(Numbers(lines[2])[0], (1.0 / 45) - 0.007, (1.0 / 45) + 0.007);
        var peaks = Numbers(lines[3]);
        Assert.Equal(11, peaks.Length);
        Assert.Equal(0.387, peaks[0]);
        Assert.All(peaks[1..], peak => Assert.InRange(peak, peaks[0] - 0.2, peaks[0] + 0.2));
        Assert.True(peaks[1..].Distinct().Count() > 1, "ten runs with the same noise");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Updates_of_the_yin_yang_network_by_hand_lower_its_loss(bool onChip)
    {
        var lines = Print(output => YinYangByHand.Run(output, onChip ? new EmulatedHardware(serial: 1) : null, updates: 25));
        var losses = lines.Select(line => Numbers(line)[1]).ToArray();
        Assert.Equal(25, losses.Length);
        Assert.InRange(losses[0], 0.7, 4);
        Assert.True(losses[^3..].Average() < 0.85 * losses[..3].Average(), $"losses {string.Join(' ', losses)}");
        Assert.All(lines, line => Assert.InRange(Numbers(line)[2], 75, 75 * 240));
    }

    [Fact]
    public void The_perceptron_learns_in_mock_and_goes_on_with_the_chip_in_the_loop()
    {
        var lines = Print(output => PerceptronInTheLoop.Run(output, mockEpochs: 60, chipEpochs: 10));
        Assert.InRange(Numbers(lines[0])[0], 0.0015, 0.0025);
        Assert.Matches(@"Linear\(in_features=4, out_features=128, num_sends=\d+, mock=True\)", string.Join('\n', lines[2..7]));
        var losses = lines[^70..].Select(line => Numbers(line)[1]).ToArray();
        Assert.True(losses[55..60].Average() < 0.1 * losses[0], $"losses {string.Join(' ', losses)}");

        // The chip differs from the mock, so the loss rises at first.
        Assert.True(losses[^3..].Average() < 0.8 * losses[60..63].Average(), $"losses {string.Join(' ', losses)}");
        Assert.True(losses[^3..].Average() < 0.05 * losses[0], $"losses {string.Join(' ', losses)}");
    }

    [Fact]
    public void Tutorial_5_of_snnTorch_lowers_the_loss_of_each_minibatch_that_it_tells()
    {
        var lines = Print(output => SnnTorchTutorial5.Run(output, Stripes.Of(256), iterations: 12));
        Assert.Equal(4, lines.Length);
        Assert.All([lines[0], lines[2]], line => Assert.True(Numbers(line)[1] < Numbers(line)[0], line));
        Assert.True(Numbers(lines[2])[1] < 0.5 * Numbers(lines[0])[0], string.Join(' ', lines));
        Assert.True(Numbers(lines[3])[1] > 90, lines[3]);
    }

    private static string[] Print(Action<TextWriter> example)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        example(output);
        return output.ToString().Split(output.NewLine, StringSplitOptions.RemoveEmptyEntries);
    }

    private static double[] Numbers(string line) => [.. Number().Matches(line).Select(m => double.Parse(m.Value, CultureInfo.InvariantCulture))];

    [GeneratedRegex(@"(?<![\w.])-?\d+(\.\d+)?")]
    private static partial Regex Number();
}
