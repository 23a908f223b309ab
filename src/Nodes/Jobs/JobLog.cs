using Microsoft.Extensions.Logging;

namespace Bss2.Nodes.Jobs;

/// <summary>What a trainer logs of its jobs beside <see cref="Operations.ClusterEvents"/>, each event with a number that stays.</summary>
internal static partial class JobLog
{
    [LoggerMessage(45, LogLevel.Information, "Trainer {Trainer} stands by")]
    public static partial void TrainerStandsBy(this ILogger log, string trainer);

    [LoggerMessage(46, LogLevel.Information, "Job {Job} was delivered again while it runs here: it goes on")]
    public static partial void JobAttached(this ILogger log, string job);

    [LoggerMessage(47, LogLevel.Warning, "Job {Job} is not this trainer's any more: the broker gave it job {Next}, which begins as soon as {Job} has stopped")]
    public static partial void JobSuperseded(this ILogger log, string job, string next);

    [LoggerMessage(48, LogLevel.Information, "Job {Job} was interrupted after {Epoch} whole epochs and saved; it goes on from there with the next trainer")]
    public static partial void JobInterrupted(this ILogger log, string job, int epoch);

    [LoggerMessage(49, LogLevel.Warning, "Job {Job} failed here, but is not in hand any more: whoever gets it next decides. {Reason}")]
    public static partial void JobFailedUnheld(this ILogger log, string job, string reason);

    [LoggerMessage(50, LogLevel.Error, "The failure of job {Job} could not be stored, so the job goes back to its queue: {Reason}")]
    public static partial void FailureNotStored(this ILogger log, string job, string reason);

    [LoggerMessage(51, LogLevel.Warning, "Job {Job} did not stop within {Seconds} s and is left as it is; the next trainer goes on from its last checkpoint")]
    public static partial void JobAbandoned(this ILogger log, string job, double seconds);

    [LoggerMessage(52, LogLevel.Information, "Trainer {Trainer} leaves")]
    public static partial void TrainerLeaves(this ILogger log, string trainer);

    [LoggerMessage(53, LogLevel.Information, "Nodes: {Nodes}")]
    public static partial void NodesChanged(this ILogger log, string nodes);

    [LoggerMessage(54, LogLevel.Warning, "{Notice}")]
    public static partial void Noticed(this ILogger log, string notice);
}
