using Bss2.Chip.Hagen;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;

namespace Bss2.Chip.Tests.Hagen;

public sealed class ResultConversionTests
{
    public static TheoryData<int> Counts => [1, 7, 8, 9, 31, 32, 33, 63, 64, 65, 127, 128];

    [Theory]
    [MemberData(nameof(Counts))]
    public void Vector_and_scalar_form_give_the_same_results(int count)
    {
        foreach (var enabled in new[] { Imperfections.All, Imperfections.None, Imperfections.CadcNoise, Imperfections.MembraneRange })
        {
            foreach (var firstColumn in new[] { 0, 128 })
            {
                var settings = new ChipSettings(new ChipSerial(3), enabled);
                var columns = new ResultColumns(settings, 1, firstColumn, count, 5);
                var noise = ResultNoise.Of(Products.Key, settings, 4_000_000_000, 17);
                var random = new Random(count);
                for (var vector = 0; vector < 50; vector++)
                {
                    // Amplitudes over the whole range, far beyond it, and exactly at integers.
                    var products = new float[columns.PaddedCount];
                    for (var i = 0; i < products.Length; i++)
                    {
                        products[i] = vector % 3 == 0 ? 100 * random.Next(-300, 300) : (float)((random.NextDouble() - 0.5) * (vector % 3 == 1 ? 30_000 : 2_000_000));
                    }

                    sbyte[] fast = new sbyte[count], scalar = new sbyte[count];
                    ResultConversion.Convert(in noise, vector, columns, products, fast);
                    ResultConversion.ConvertScalar(in noise, vector, columns, products, scalar);
                    Assert.Equal(scalar, fast);
                }
            }
        }
    }

    [Fact]
    public void No_columns_give_no_results()
    {
        var settings = new ChipSettings(new ChipSerial(3));
        var noise = ResultNoise.Of(Products.Key, settings, 0, 1);
        ResultConversion.Convert(in noise, 0, new ResultColumns(settings, 0, 0, 0, 1), [], []);
        ResultConversion.ConvertScalar(in noise, 0, new ResultColumns(settings, 0, 0, 0, 1), [], []);
    }

    [Fact]
    public void Arrays_that_do_not_fit_are_refused_with_their_lengths()
    {
        var settings = new ChipSettings(new ChipSerial(3));
        var columns = new ResultColumns(settings, 0, 0, 33, 1);
        var noise = ResultNoise.Of(Products.Key, settings, 0, 1);
        var fault = Assert.Throws<ArgumentException>(() => ResultConversion.Convert(in noise, 0, columns, new float[63], new sbyte[33]));
        Assert.Contains("63 products and 33 results do not fit 33 columns: pass 64 products", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-80, -80)]
    [InlineData(-81, -81)]
    [InlineData(-95, -92)]
    [InlineData(-110, -99)]
    [InlineData(-140, -106)]
    [InlineData(-300, -110)]
    [InlineData(-5000, -110)]
    [InlineData(-79, -79)]
    [InlineData(126, 126)]
    [InlineData(300, 127)]
    public void Inhibition_bends_below_80_and_ends_at_110(double amplitude, int result)
    {
        var columns = new ResultColumns(new ChipSettings(new ChipSerial(3), Imperfections.MembraneRange), 0, 0, 1, 1);
        var noise = new ResultNoise(default, 0, 0, 0, 0);
        var results = new sbyte[1];
        ResultConversion.ConvertScalar(in noise, 0, columns, [(float)((amplitude + 0.01) / 0.002), .. new float[31]], results);
        Assert.Equal(result, results[0]);
        var bent = amplitude < -80 ? -80 - (30 * (1 - Math.Exp((amplitude + 0.01 + 80) / 30))) : amplitude + 0.01;
        Assert.Equal(Math.Clamp(Math.Floor(bent), -128, 127), results[0]);
    }
}
