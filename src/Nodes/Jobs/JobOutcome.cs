using Bss2.Trainer.Training;

namespace Bss2.Nodes.Jobs;

/// <summary>How the run of a job ended.</summary>
internal abstract record JobOutcome
{
    /// <summary>All epochs are trained and everything is in the run folder, now or since an earlier run.</summary>
    public sealed record Completed(TrainingSummary Summary) : JobOutcome;

    /// <summary>The job cannot be run, by nobody: everything that was wrong.</summary>
    public sealed record Failed(string Reason) : JobOutcome;

    /// <summary>Another process writes to the run folder now.</summary>
    public sealed record TakenOver(string Reason) : JobOutcome;

    /// <summary>The run was asked to stop, and saved a checkpoint.</summary>
    public sealed record Interrupted(int Epoch) : JobOutcome;
}
