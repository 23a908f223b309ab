using Bss2.Chip.Circuits;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;

namespace Bss2.Chip.Tests.Circuits;

public sealed class MadcConversionTests
{
    private static readonly RunKey Key = new(1, RunPhase.Test, 3);

    [Theory]
    [InlineData(0, 40)]
    [InlineData(80, 280)]
    [InlineData(80.5, 282)]
    [InlineData(79.5, 278)]
    [InlineData(-13.3, 0)]
    [InlineData(-1e9, 0)]
    [InlineData(327.66, 1023)]
    [InlineData(1e9, 1023)]
    public void An_ideal_converter_has_three_codes_for_an_lsb_and_ten_bits(double membrane, int code) =>
        Assert.Equal(code, Convert(new ChipSettings(new ChipSerial(1), Imperfections.None), 0, [(float)membrane])[0]);

    [Fact]
    public void Conversions_scatter_by_0_7_codes_and_rounding()
    {
        var codes = Convert(new ChipSettings(new ChipSerial(1), Imperfections.MadcNoise), 0, [.. Enumerable.Range(0, 40_000).Select(k => 80 + (k % 97 / 97f))]);
        var errors = codes.Select((code, k) => code - 40 - (3 * (80 + (k % 97 / 97.0)))).ToArray();
        Assert.InRange(errors.Average(), -0.03, 0.03);
        Assert.InRange(Math.Sqrt(errors.Average(e => e * e)), 0.98 * 0.757, 1.02 * 0.757);
    }

    [Fact]
    public void Chips_differ_by_an_offset_of_25_codes()
    {
        var offsets = Enumerable.Range(0, 1000).Select(serial => Convert(new ChipSettings(new ChipSerial(serial), Imperfections.MadcOffset), 0, [100])[0] - 340.0).ToArray();
        Assert.InRange(offsets.Average(), -3, 3);
        Assert.InRange(Math.Sqrt(offsets.Average(o => o * o)), 23, 27);
    }

    [Fact]
    public void A_shorter_run_begins_as_a_longer_one_whatever_its_length()
    {
        var settings = new ChipSettings(new ChipSerial(1));
        var membranes = Enumerable.Repeat(100f, 33).ToArray();
        var whole = Convert(settings, 4, membranes);
        Assert.All(new[] { 0, 1, 3, 4, 5, 31, 32 }, length => Assert.Equal(whole[..length], Convert(settings, 4, membranes[..length])));
        Assert.NotEqual(whole, Convert(settings, 5, membranes));
    }

    private static ushort[] Convert(ChipSettings settings, int sample, float[] membranes)
    {
        var codes = new ushort[membranes.Length];
        new MadcConversion(settings).Convert(Key, sample, 300, membranes, codes);
        return codes;
    }
}
