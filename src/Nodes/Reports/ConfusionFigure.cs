using Bss2.Nodes.Pictures;
using Bss2.Trainer.Training;

namespace Bss2.Nodes.Reports;

/// <summary>Which class is taken for which in a whole test pass whose scores are counts of output spikes: the most win, the first of equals.</summary>
internal static class ConfusionFigure
{
    public static Figure Of(Snapshot snapshot, int classes)
    {
        var counts = Counts(snapshot, classes);
        var wrong = snapshot.TestLabels.Length - Enumerable.Range(0, classes).Sum(c => counts[(c * classes) + c]);
        return new Figure(
            "Confusion matrix",
            new ConfusionMatrix([.. Enumerable.Range(0, classes).Select(c => $"{c}")], counts).ToSvg(),
            $"The {snapshot.TestLabels.Length} samples of the pass after epoch {snapshot.Epoch} by their class and the one given to them; {wrong} are wrong.");
    }

    /// <summary>[true class, given class].</summary>
    public static int[] Counts(Snapshot snapshot, int classes)
    {
        var counts = new int[classes * classes];
        for (var sample = 0; sample < snapshot.TestLabels.Length; sample++)
        {
            var scores = snapshot.TestScores.AsSpan(sample * classes, classes);
            var best = 0;
            for (var c = 1; c < classes; c++)
            {
                best = scores[c] > scores[best] ? c : best;
            }

            counts[(snapshot.TestLabels[sample] * classes) + best]++;
        }

        return counts;
    }
}
