using Bss2.Nodes.Reports;
using Bss2.Trainer.Training;

namespace Bss2.Nodes.Tests.Reports;

public sealed class DigitSectionTests
{
    [Fact]
    public void Runs_of_digits_show_examples_mistakes_cost_and_weights()
    {
        var section = DigitSection.Of(Digits());
        Assert.Equal(["Examples", "Confusion matrix", "Activity and cost", "Weights as images"], section.Figures.Select(f => f.Title));
        Assert.Contains("1, taken for 0 (wrong)", section.Figures[0].Svg, StringComparison.Ordinal);
        Assert.Contains("class 1: 5 spikes", section.Figures[0].Svg, StringComparison.Ordinal);
        Assert.Contains("1 are wrong", section.Figures[1].Caption, StringComparison.Ordinal);
        Assert.Contains("7.0 synaptic operations", section.Figures[2].Caption, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_runs_have_no_such_section() => Assert.Empty(DigitSection.Of(SyntheticRun.Create()).Figures);

    [Fact]
    public void The_first_of_equal_counts_is_the_class_given() =>
        Assert.Equal([1, 0, 1, 1], ConfusionFigure.Counts(Digits().Snapshot!, 2));

    private static RunData Digits()
    {
        var run = SyntheticRun.Create(epochs: 1, batches: 2);
        return run with
        {
            Weights = [new LayerWeights("fc1.weight", [3, 4], [1, -1, 0, 2, 0, 0, 0, 0, 3, 2, 1, 0]), new LayerWeights("fc2.weight", [2, 3], [1, 2, 3, 4, 5, 6])],
            Series =
            [
                new SeriesRow(1, 1, "outputSpikesPerSample", 3), new SeriesRow(1, 2, "outputSpikesPerSample", 4), new SeriesRow(1, null, "synapticOperationsPerSample", 7),
            ],
            Snapshot = run.Snapshot! with
            {
                TestLabels = [0, 1, 1],
                TestScores = [2, 2, 3, 1, 0, 4],
                Further =
                [
                    NpyArray.Of("digitPixels", [0f, 1, 1, 0, 1, 0, 0, 1], 2, 4), NpyArray.Of("digitLabels", [1, 1], 2), NpyArray.Of("digitCounts", [3, 3, 0, 5], 2, 2),
                    NpyArray.Of("digitSpikes", [0, 0, 1, 1, 4, 2], 2, 3), NpyArray.Of("digitNeurons", [3], 1), NpyArray.Of("digitMembranes", new float[20], 2, 5, 2),
                ],
            },
        };
    }
}
