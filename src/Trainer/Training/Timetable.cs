namespace Bss2.Trainer.Training;

/// <summary>What is due between two epochs, decided from the task and the progress alone, so that a resumed training takes the same way.</summary>
internal static class Timetable
{
    /// <summary>The set to run over before training goes on, or null.</summary>
    public static PassSplit? NextPass(TrainingTask task, TrainingProgress progress)
    {
        if (progress.Batch > 0)
        {
            return null;
        }

        var epoch = progress.Epoch;
        if (task.Validation is not null)
        {
            return IsDue(task, progress, task.TestEvery) && progress.ValidatedEpoch != epoch ? PassSplit.Validation
                : epoch == task.Epochs && !HasNextPhase(task, progress) && progress.TestedEpoch != epoch ? PassSplit.Test
                : null;
        }

        return IsDue(task, progress, task.TestEvery) && progress.TestedEpoch != epoch ? PassSplit.Test : null;
    }

    /// <summary>Whether the run folder is written after the epochs trained so far.</summary>
    public static bool IsSaveDue(TrainingTask task, TrainingProgress progress) => IsDue(task, progress, task.SaveEvery);

    /// <summary>Whether pictures are drawn with a pass: it must be the last before the run folder is written.</summary>
    public static bool ArePicturesDue(TrainingTask task, TrainingProgress progress, PassSplit split)
    {
        var epoch = progress.Epoch;
        var after = split == PassSplit.Validation ? progress with { ValidatedEpoch = epoch } : progress with { TestedEpoch = epoch };
        return task.Snapshot is not null && IsSaveDue(task, progress) && NextPass(task, after) is null;
    }

    /// <summary>Whether the phase in hand is over and another one follows.</summary>
    public static bool IsPhaseOver(TrainingTask task, TrainingProgress progress) =>
        progress.Batch == 0 && HasNextPhase(task, progress) && progress.Epoch == FirstEpoch(task, progress.Phase + 1);

    /// <summary>Epochs before a phase; after the last phase, all of them.</summary>
    public static int FirstEpoch(TrainingTask task, int phase) => task.AllPhases.Take(phase).Sum(p => p.Epochs);

    private static bool HasNextPhase(TrainingTask task, TrainingProgress progress) => progress.Phase + 1 < task.AllPhases.Count;

    private static bool IsDue(TrainingTask task, TrainingProgress progress, int every)
    {
        var epoch = progress.Epoch;
        return epoch % every == 0 || epoch == task.Epochs || epoch == FirstEpoch(task, progress.Phase) || epoch == FirstEpoch(task, progress.Phase + 1);
    }
}
