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
            return IsDue(task, epoch, task.TestEvery) && progress.ValidatedEpoch != epoch ? PassSplit.Validation
                : epoch == task.Epochs && progress.TestedEpoch != epoch ? PassSplit.Test
                : null;
        }

        return IsDue(task, epoch, task.TestEvery) && progress.TestedEpoch != epoch ? PassSplit.Test : null;
    }

    /// <summary>Whether the run folder is written after an epoch.</summary>
    public static bool IsSaveDue(TrainingTask task, int epoch) => IsDue(task, epoch, task.SaveEvery);

    /// <summary>Whether pictures are drawn with a pass: it must be the last before the run folder is written.</summary>
    public static bool ArePicturesDue(TrainingTask task, TrainingProgress progress, PassSplit split)
    {
        var epoch = progress.Epoch;
        var after = split == PassSplit.Validation ? progress with { ValidatedEpoch = epoch } : progress with { TestedEpoch = epoch };
        return task.Snapshot is not null && IsSaveDue(task, epoch) && NextPass(task, after) is null;
    }

    private static bool IsDue(TrainingTask task, int epoch, int every) => epoch % every == 0 || epoch == task.Epochs;
}
