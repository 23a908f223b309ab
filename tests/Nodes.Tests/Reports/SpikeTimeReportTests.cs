using Bss2.Nodes.Reports;
using Bss2.Trainer.Data;
using Bss2.Trainer.FastAndDeep;
using Bss2.Trainer.Training;

namespace Bss2.Nodes.Tests.Reports;

public sealed class SpikeTimeReportTests
{
    private static readonly string[] Expected =
    [
        "The eight patterns", "Label spike times for samples of horiz", "Label spike times for samples of vert", "Label spike times for samples of diag", "Bump steps", "Confusion matrix",
        "True label spike times", "Wrong label spike times", "Hidden spike times", "Hidden spike times by neuron and sample",
    ];

    [Fact]
    public void A_run_of_spike_times_is_drawn_with_all_its_pictures()
    {
        var section = SpikeTimeSection.Of(Run());
        Assert.Equal(Expected, section.Figures.Select(f => f.Title));
        Assert.All(section.Figures, f => Assert.DoesNotContain("NaN", f.Svg, StringComparison.Ordinal));
        Assert.Contains("2 in all", section.Figures[4].Caption, StringComparison.Ordinal);
        Assert.Contains("1 of 3 spikes (33.3 %)", section.Figures[6].Caption, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_of_another_method_has_no_such_part() => Assert.Empty(SpikeTimeSection.Of(SyntheticRun.Create()).Figures);

    [Theory]
    [InlineData("first", new[] { 1.2, 0.9, double.PositiveInfinity }, 1)]
    [InlineData("targets", new[] { 1.2, 0.9, 1.65 }, 2)]
    [InlineData("first", new[] { double.PositiveInfinity, double.PositiveInfinity }, -1)]
    public void Classes_are_read_as_the_loss_reads_them(string loss, double[] times, int expected) =>
        Assert.Equal(expected, SpikeTimeRun.ClassOf(new RunData { Experiment = "x", Options = [new("loss", loss), new("timeCorrect", "1.7")] }, times));

    private static RunData Run()
    {
        var series = new List<SeriesRow> { new(1, 1, "bump label", 0.005), new(2, 1, "bump label", 0.01) };
        for (var epoch = 0; epoch < 3; epoch++)
        {
            for (var k = 0; k < 9; k++)
            {
                series.Add(new SeriesRow(epoch, null, $"label time mean {k / 3} {k % 3}", 0.5 + (0.1 * k)));
                series.Add(new SeriesRow(epoch, null, $"label time spread {k / 3} {k % 3}", 0.05));
            }
        }

        return new RunData
        {
            Experiment = "bars",
            Options = [new("backend", "model"), new("loss", "first"), new("early", "0.05"), new("late", "0.5")],
            Epochs = [new MetricRow(2, "validation", 0, 0.5, 0.9, 4, double.NaN, 0.1)],
            Series = series,
            Samples = BarsDataset.Create(),
            Snapshot = new Snapshot(2, 0, [], [0.05], 0, [], [], [], [], [], [])
            {
                TestScores = [0.5, 0.9, 1, 0.8, double.PositiveInfinity, 0.7, 0.9, 0.8, 0.6],
                TestLabels = [0, 1, 2],
                TestHidden = [0.2, 0.3, double.PositiveInfinity, 0.4, 0.5, 0.6],
                Further = [NpyArray.Of(SpikeTimeModel.LayersArray, [2, 3], 2)],
            },
        };
    }
}
