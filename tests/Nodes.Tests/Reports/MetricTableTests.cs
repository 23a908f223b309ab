using Bss2.Nodes.Reports;
using Bss2.Trainer.Training;

namespace Bss2.Nodes.Tests.Reports;

public sealed class MetricTableTests
{
    [Fact]
    public void Columns_are_found_by_name()
    {
        var row = Assert.Single(MetricTable.Parse("split,epoch,accuracy,loss\ntest,3,0.5,1.25\n", "m.csv"));

        Assert.Equal((3, "test", 0.5, 1.25), (row.Epoch, row.Split, row.Accuracy, row.Loss));
        Assert.True(double.IsNaN(row.LearningRate));
    }

    [Fact]
    public void Empty_cells_are_not_a_number()
    {
        var row = Assert.Single(MetricTable.Parse("epoch,split,loss,accuracy\n3,test,,\n", "m.csv"));

        Assert.True(double.IsNaN(row.Loss) && double.IsNaN(row.Accuracy));
    }

    [Fact]
    public void Series_tell_updates_from_passes()
    {
        var rows = MetricTable.ParseSeries("epoch,batch,name,value\n1,2,bumps,3\n1,,label time 0,0.5\n", "s.csv");

        Assert.Equal([new SeriesRow(1, 2, "bumps", 3), new SeriesRow(1, null, "label time 0", 0.5)], rows);
    }

    [Theory]
    [InlineData("epoch,loss\n1\n", "m.csv, line 2: there are 1 columns where the header names 2")]
    [InlineData("epoch,loss\n1,2\n2,x\n", "m.csv, line 3: 'x' in column loss is no number")]
    public void A_damaged_table_is_refused_with_its_line(string text, string message) =>
        Assert.StartsWith(message, Assert.Throws<RunRefusedException>(() => MetricTable.Parse(text, "m.csv")).Message, StringComparison.Ordinal);

    [Fact]
    public void An_empty_table_has_no_rows() => Assert.Empty(MetricTable.Parse("", "m.csv"));
}
