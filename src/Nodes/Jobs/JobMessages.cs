using Bss2.Actors.Runtime;

namespace Bss2.Nodes.Jobs;

/// <summary>Event: jobs can arrive from this consumer.</summary>
internal sealed record ConsumingStarted(ActorRef Consumer);

/// <summary>Event: the running job has trained, or tested, so many epochs.</summary>
internal sealed record JobProgressed(int Epoch, int Epochs);

/// <summary>Event: the running job has ended.</summary>
internal sealed record JobEnded(JobOutcome Outcome);

/// <summary>Event: a failed job is where the operator finds it; or not, for a reason.</summary>
internal sealed record FailurePublished(string? Refusal = null);

/// <summary>Command: save, give the job in hand back and leave.</summary>
internal sealed record LeaveCluster;
