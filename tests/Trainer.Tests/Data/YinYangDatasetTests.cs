using Bss2.Trainer.Data;

namespace Bss2.Trainer.Tests.Data;

public class YinYangDatasetTests
{
    /// <summary>Origin: hxtorch's YinYangDataset with its default seed 42, run with NumPy's RandomState.</summary>
    private static readonly (double X, double Y, int Label)[] FirstOfSeed42 =
    [
        (0.6803075385877797, 0.450499251969543, 2),
        (0.09767211400638387, 0.6842330265121569, 1),
        (0.7553614103176525, 0.4251558744912447, 2),
        (0.5978999788110851, 0.9218742350231168, 1),
        (0.32533033076326434, 0.388677289689482, 1),
    ];

    [Fact]
    public void Samples_of_seed_42_are_those_of_hxtorch_to_the_last_bit()
    {
        var data = YinYangDataset.Create(5025, 42);
        for (var k = 0; k < FirstOfSeed42.Length; k++)
        {
            var (x, y, label) = FirstOfSeed42[k];
            Assert.Equal([x, y, 1 - x, 1 - y], data[k].ToArray());
            Assert.Equal(label, data.Labels[k]);
        }

        Assert.Equal([1689, 1709, 1627], Enumerable.Range(0, 3).Select(c => data.Labels.Count(l => l == c)));
    }

    [Fact]
    public void A_smaller_dataset_is_a_prefix_of_a_larger_one()
    {
        var (small, large) = (YinYangDataset.Create(100, 7), YinYangDataset.Create(300, 7));
        Assert.Equal(small.Labels, large.Labels[..100]);
        Assert.Equal(small.Features, large.Features[..400]);
    }

    [Theory]
    [InlineData(0.26, 0.52, 2)]
    [InlineData(0.74, 0.48, 2)]
    [InlineData(0.76, 0.34, 0)]
    [InlineData(0.23, 0.65, 1)]
    public void Points_have_the_classes_of_the_figure(double x, double y, int label) => Assert.Equal(label, YinYangDataset.ClassOf(x, y));

    [Fact]
    public void Distances_to_the_dots_are_euclidean()
    {
        Assert.Equal(0.531507, YinYangDataset.Distance(0.4, 0.1, 0.75, 0.5), 6);
        Assert.Equal(0.427200, YinYangDataset.Distance(0.4, 0.1, 0.25, 0.5), 6);
    }

    [Fact]
    public void The_grid_runs_over_the_unit_square_in_rows_of_rising_y()
    {
        var grid = YinYangDataset.Grid(5);
        Assert.Equal(25, grid.Count);
        Assert.Equal([0.25, 0.5, 0.75, 0.5], grid[(2 * 5) + 1].ToArray());
        Assert.Equal([1, 1, 0, 0], grid[24].ToArray());
    }

    [Fact]
    public void Dots_too_large_for_the_disc_are_refused_with_both_radii()
    {
        var fault = Assert.Throws<ArgumentException>(() => YinYangDataset.Create(1, 42, 0.25, 0.5));
        Assert.Contains("0.25", fault.Message, StringComparison.Ordinal);
        Assert.Contains("0.5", fault.Message, StringComparison.Ordinal);
    }
}
