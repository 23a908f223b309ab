using Bss2.Nodes.Pictures;
using Bss2.Trainer.Training;

namespace Bss2.Nodes.Reports;

/// <summary>Which class is taken for which, where the scores of a whole test pass are kept and classes are more than a few.</summary>
internal static class ConfusionSection
{
    private const int FewestClasses = 5;

    public static ReportSection Of(RunData run)
    {
        if (run.Snapshot is not { TestLabels.Length: > 0 } snapshot || snapshot.TestScores.Length / snapshot.TestLabels.Length < FewestClasses)
        {
            return new ReportSection("Mistakes", []);
        }

        var classes = snapshot.TestScores.Length / snapshot.TestLabels.Length;
        var counts = Counts(snapshot, classes);
        var wrong = snapshot.TestLabels.Length - Enumerable.Range(0, classes).Sum(c => counts[(c * classes) + c]);
        string[] names = run.Samples?.ClassNames is { } known && known.Length == classes ? known : [.. Enumerable.Range(0, classes).Select(c => $"{c}")];
        return new ReportSection("Mistakes",
        [
            new Figure("Confusion matrix", new ConfusionMatrix(names, counts).ToSvg(), $"The {snapshot.TestLabels.Length} samples of the pass after epoch {snapshot.Epoch} by their class and the one given to them; {wrong} are wrong."),
        ]);
    }

    /// <summary>[true class, given class]; the highest score wins, the first of equals.</summary>
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
