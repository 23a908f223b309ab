namespace Bss2.Trainer.Training;

/// <summary>The training stopped on request, after its checkpoint was saved. Exit code 130.</summary>
public sealed class TrainingInterruptedException : OperationCanceledException
{
    public TrainingInterruptedException(TrainingInterrupted interrupted)
        : base($"The training was interrupted in epoch {interrupted.Epoch + 1}; go on with --resume.")
    {
        Interrupted = interrupted;
    }

    public TrainingInterrupted Interrupted { get; }
}

/// <summary>The training could not go on; no number of it is a result. Exit code 1.</summary>
public sealed class TrainingFailedException : Exception
{
    public TrainingFailedException(string message, Exception? cause = null)
        : base(message, cause) { }
}
