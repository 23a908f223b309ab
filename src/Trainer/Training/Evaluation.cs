namespace Bss2.Trainer.Training;

/// <summary>Tests saved weights: what <c>bss2 eval</c> does. Nothing is written.</summary>
public static class Evaluation
{
    /// <summary>Epochs that the weights of a run folder have seen.</summary>
    /// <exception cref="RunRefusedException">There is no usable checkpoint.</exception>
    public static int EpochsOf(RunFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return CheckpointCodec.Decode(folder.Read(RunFolder.CheckpointFile), folder.FileOf(RunFolder.CheckpointFile)).Progress.Epoch;
    }

    /// <summary>
    /// Loads <c>weights.npz</c> into the task's model and runs the test set once, as the training did after its last epoch: on the same
    /// backend, chip and seed it gives the training's last numbers.
    /// </summary>
    /// <param name="task">The task of the run's configuration, on either backend.</param>
    /// <param name="folder">The run.</param>
    /// <param name="session">How replicas are made.</param>
    /// <param name="interruption">Ends it early.</param>
    /// <exception cref="RunRefusedException">The folder's weights are missing, damaged or of another model.</exception>
    /// <exception cref="TrainingFailedException">The test could not be run.</exception>
    public static async Task<TrainingSummary> RunAsync(TrainingTask task, RunFolder folder, TrainingSession session, CancellationToken interruption = default)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(session);
        WeightsFile.Load(folder, task.Model.Parameters);
        var epochs = EpochsOf(folder);
        var progress = new TrainingProgress { Epoch = epochs };
        return await session.RunAsync(task with { Epochs = epochs, Phases = [], Validation = null, Snapshot = null }, null, null, progress, null, null, interruption).ConfigureAwait(false);
    }
}
