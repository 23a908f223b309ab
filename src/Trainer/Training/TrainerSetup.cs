using Bss2.Actors.Runtime;
using Bss2.Trainer.Learning;

namespace Bss2.Trainer.Training;

/// <summary>What a <see cref="TrainerActor"/> is made with.</summary>
internal sealed record TrainerSetup
{
    public required TrainingTask Task { get; init; }

    /// <summary>Receives the events of the training.</summary>
    public required ActorRef Listener { get; init; }

    /// <summary>Keeps the run folder; null where nothing is to be kept.</summary>
    public ActorRef? Recorder { get; init; }

    /// <summary>Makes replica n as a child of the trainer; needed on the chip backend.</summary>
    public Func<ActorContext, int, ActorRef>? SpawnReplica { get; init; }

    /// <summary>Where to go on; the start where not given.</summary>
    public TrainingProgress Progress { get; init; } = new();

    /// <summary>State of the optimiser that belongs to <see cref="Progress"/>; null at the start.</summary>
    public OptimiserState? Optimiser { get; init; }

    /// <summary>Whether the listener wants the model's remarks.</summary>
    public bool Remarks { get; init; }

    /// <summary>Gradient actors; decides no result.</summary>
    public int Workers { get; init; } = Environment.ProcessorCount;

    /// <summary>Blocks that a replica holds at a time; two keep its pipeline full.</summary>
    public int BlocksPerReplica { get; init; } = 2;

    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
