using Bss2.Actors.Runtime;
using Bss2.Actors.Supervision;
using Bss2.Chip.Rack;
using Bss2.Trainer.Learning;

namespace Bss2.Trainer.Training;

/// <summary>Runs one training from a process's point of view: a <see cref="SessionActor"/> in an actor system of its own or in a given one.</summary>
public sealed class TrainingSession
{
    /// <summary>Where the training's actors live, e.g. a system that is on a network; they end with the training and the system stays. Null takes a system of their own.</summary>
    public ActorSystem? System { get; init; }

    /// <summary>Name of the actor above all others of the training; must be free in <see cref="System"/>.</summary>
    public string Name { get; init; } = "training";

    /// <summary>Makes replica n as a child of the trainer. By default the chips of the rack in this process.</summary>
    public Func<ActorContext, int, ActorRef> SpawnReplica { get; init; } = static (context, number) => context.Spawn(RackActor.Recipe, $"replica-{number}");

    /// <summary>Threads' worth of numerics; decides no result.</summary>
    public int Workers { get; init; } = Environment.ProcessorCount;

    /// <summary>Blocks that a replica holds at a time.</summary>
    public int BlocksPerReplica { get; init; } = 2;

    /// <summary>Whether the model's remarks on each update are published as <see cref="Remarked"/>; they are not even made otherwise.</summary>
    public bool Remarks { get; init; }

    /// <summary>For the seconds in tables and summary.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Trains until the end, an interruption or a failure.</summary>
    /// <param name="task">What to train. Its model's parameters are those of the end when this returns or throws.</param>
    /// <param name="folder">Where the results go; taken over for writing, and not given up at the end. Null keeps none.</param>
    /// <param name="listener">Told every event of the training (<see cref="BatchTrained"/> and others of its file), one at a time, in order; must not block for long.</param>
    /// <param name="resume">Go on from the folder's checkpoint.</param>
    /// <param name="interruption">Asks for a checkpoint after the batch in hand and an end.</param>
    /// <exception cref="TrainingInterruptedException">The training stopped on request, after its checkpoint was saved.</exception>
    /// <exception cref="TrainingFailedException">The training cannot go on.</exception>
    /// <exception cref="RunFolderException">The disk refused.</exception>
    /// <exception cref="RunFolderTakenOverException">Another process took the folder over.</exception>
    /// <exception cref="RunRefusedException">There is no usable checkpoint to resume from.</exception>
    public async Task<TrainingSummary> RunAsync(
        TrainingTask task, RunFolder? folder, Action<object>? listener = null, bool resume = false, CancellationToken interruption = default)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (folder is null)
        {
            return await RunAsync(task, null, null, new TrainingProgress(), null, listener, interruption).ConfigureAwait(false);
        }

        folder.TakeOver(); // Before the checkpoint is read: nobody may write a later one.
        var checkpoint = resume ? Resume(task, folder) : null;
        RunConfiguration.Of(task).Write(folder);
        var tables = new RunTables(checkpoint?.Metrics, checkpoint?.Batches, checkpoint?.Series);
        return await RunAsync(task, folder, tables, checkpoint?.Progress ?? new TrainingProgress(), checkpoint?.Optimiser, listener, interruption).ConfigureAwait(false);
    }

    /// <summary>Runs from a given progress on; without a folder nothing is kept.</summary>
    internal async Task<TrainingSummary> RunAsync(
        TrainingTask task,
        RunFolder? folder,
        RunTables? tables,
        TrainingProgress progress,
        OptimiserState? optimiser,
        Action<object>? listener,
        CancellationToken interruption)
    {
        var parts = new SessionParts(task, folder, tables, listener)
        {
            MakeSetup = (listening, recorder) => new TrainerSetup
            {
                Task = task,
                Listener = listening,
                Recorder = recorder,
                SpawnReplica = SpawnReplica,
                Progress = progress,
                Optimiser = optimiser,
                Workers = Workers,
                BlocksPerReplica = BlocksPerReplica,
                Remarks = Remarks,
                Clock = Clock,
            },
            Interruption = interruption,
        };
        if (System is not null)
        {
            return await RunAsync(System, parts).ConfigureAwait(false);
        }

        var system = ActorSystem.Create("training");
        await using (system.ConfigureAwait(false))
        {
            return await RunAsync(system, parts).ConfigureAwait(false);
        }
    }

    private async Task<TrainingSummary> RunAsync(ActorSystem system, SessionParts parts)
    {
        Exception? lastFailure = null;
        void Note(ActorFailed failed)
        {
            if (!failed.Actor.Path.StartsWith($"/{Name}/", StringComparison.Ordinal))
            {
                return;
            }

            lastFailure = failed.Cause;
            if (failed.Actor.Path.Count(c => c == '/') == 2)
            {
                parts.End.TrySetResult(new TrainingFailed($"{failed.Actor.Path} failed: {failed.Cause.Message}", failed.Cause));
            }
        }

        system.ActorFailed += Note;
        try
        {
            return await EndAsync(system.Spawn(SessionActor.Recipe(parts), Name), parts).ConfigureAwait(false) switch
            {
                TrainingCompleted completed => completed.Summary,
                TrainingInterrupted interrupted => throw new TrainingInterruptedException(interrupted),
                TrainingFailed { Cause: RunFolderTakenOverException cause } => throw new RunFolderTakenOverException(cause.Folder, cause.Writer, cause.Message, cause),
                TrainingFailed { Cause: RunFolderException cause } => throw new RunFolderException(cause.Message, cause),
                TrainingFailed failed => throw new TrainingFailedException(failed.Reason, failed.Cause ?? lastFailure),
                var other => throw new InvalidOperationException($"A training ended with {other.GetType().Name}."),
            };
        }
        finally
        {
            system.ActorFailed -= Note;
        }
    }

    /// <summary>The last event of the training, once all its actors have ended.</summary>
    private static async Task<object> EndAsync(ActorRef session, SessionParts parts)
    {
        try
        {
            return await parts.End.Task.ConfigureAwait(false);
        }
        finally
        {
            session.Tell(PoisonPill.Instance);
            await parts.Ended.Task.ConfigureAwait(false);
        }
    }

    private static Checkpoint Resume(TrainingTask task, RunFolder folder)
    {
        var path = folder.FileOf(RunFolder.CheckpointFile);
        var checkpoint = CheckpointCodec.Decode(folder.Read(RunFolder.CheckpointFile), path);
        checkpoint.ApplyTo(task, path);
        return checkpoint;
    }
}
