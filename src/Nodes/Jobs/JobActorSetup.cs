using Bss2.Actors.Runtime;
using Bss2.Messages.Cluster;
using Bss2.Nodes.Operations;
using Microsoft.Extensions.Logging;

namespace Bss2.Nodes.Jobs;

/// <summary>What a <see cref="JobActor"/> is made with.</summary>
internal sealed record JobActorSetup
{
    /// <summary>Name of the trainer, unique on its broker.</summary>
    public required string Trainer { get; init; }

    /// <summary>Version of this software, for people.</summary>
    public required string Version { get; init; }

    /// <summary>The broker for people, without credentials.</summary>
    public required string Broker { get; init; }

    /// <summary>The topic of announcements.</summary>
    public required ActorRef Presence { get; init; }

    /// <summary>Begins to run a job; tells the actor <see cref="JobProgressed"/> and, last and once, <see cref="JobEnded"/>. The token asks for a checkpoint and an end.</summary>
    public required Action<TrainingJob, ActorRef, CancellationToken> Run { get; init; }

    /// <summary>Puts a failed job where the operator finds it; tells the actor <see cref="FailurePublished"/>.</summary>
    public required Action<JobFailed, ActorRef> Publish { get; init; }

    /// <summary>How long a run that was asked to stop may take for it. Without nodes the batch in hand never ends; the checkpoint of the last epoch is there all the same.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Told whether the trainer can work.</summary>
    public required HealthState Health { get; init; }

    /// <summary>Told what happens.</summary>
    public required ILogger Log { get; init; }

    /// <summary>Completes with the process's exit code.</summary>
    public TaskCompletionSource<int> Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
