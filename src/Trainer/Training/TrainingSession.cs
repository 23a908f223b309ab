using Bss2.Actors.Runtime;
using Bss2.Actors.Supervision;
using Bss2.Chip.Blocks;
using Bss2.Trainer.Learning;

namespace Bss2.Trainer.Training;

/// <summary>Runs one training from a process's point of view: an actor system around a <see cref="TrainerActor"/>.</summary>
public sealed class TrainingSession
{
    /// <summary>A part that failed is not started anew: it would have lost its place. Whoever watches it decides.</summary>
    private static readonly OneForOneStrategy Stop = new(0, Timeout.InfiniteTimeSpan, static _ => Directive.Stop);

    private static readonly MailboxBound OneForEachBatch = MailboxBound.Unbounded("at most one event for each batch of the training waits, and the end must not be lost");

    /// <summary>Makes replica n as a child of the trainer. By default a chip in this process.</summary>
    public Func<ActorContext, int, ActorRef> SpawnReplica { get; init; } = static (context, number) => context.Spawn(ChipActor.Recipe, $"replica-{number}");

    /// <summary>Threads' worth of numerics; decides no result.</summary>
    public int Workers { get; init; } = Environment.ProcessorCount;

    /// <summary>Blocks that a replica holds at a time.</summary>
    public int BlocksPerReplica { get; init; } = 2;

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
        var tables = new RunTables(checkpoint?.Metrics, checkpoint?.Batches);
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
        var end = new TaskCompletionSource<object>(TaskCreationOptions.RunContinuationsAsynchronously);
        var system = ActorSystem.Create("training", new ActorSystemOptions { TopLevelStrategy = Stop });
        await using (system.ConfigureAwait(false))
        {
            Exception? lastFailure = null;
            var listening = system.Spawn(Props.Create(() => new ListenerActor(listener, end)).WithMailbox(OneForEachBatch), "listener");
            var recorder = folder is null
                ? null
                : system.Spawn(Props.Create(() => new RecorderActor(task, folder, tables!, listening)).WithMailbox(OneForEachBatch), "recorder");
            var setup = new TrainerSetup
            {
                Task = task,
                Listener = listening,
                Recorder = recorder,
                SpawnReplica = SpawnReplica,
                Progress = progress,
                Optimiser = optimiser,
                Workers = Workers,
                BlocksPerReplica = BlocksPerReplica,
                Clock = Clock,
            };
            system.ActorFailed += failed =>
            {
                lastFailure = failed.Cause;
                if (failed.Actor.Path.Count(c => c == '/') == 1)
                {
                    end.TrySetResult(new TrainingFailed($"{failed.Actor.Path} failed: {failed.Cause.Message}", failed.Cause));
                }
            };
            var trainer = system.Spawn(Props.Create(() => new TrainerActor(setup)).WithStrategy(Stop), "trainer");
            trainer.Tell(new StartTraining());
            using var registration = interruption.Register(() => trainer.Tell(new InterruptTraining()));
            return await end.Task.ConfigureAwait(false) switch
            {
                TrainingCompleted completed => completed.Summary,
                TrainingInterrupted interrupted => throw new TrainingInterruptedException(interrupted),
                TrainingFailed { Cause: RunFolderTakenOverException cause } => throw new RunFolderTakenOverException(cause.Folder, cause.Writer, cause.Message, cause),
                TrainingFailed { Cause: RunFolderException cause } => throw new RunFolderException(cause.Message, cause),
                TrainingFailed failed => throw new TrainingFailedException(failed.Reason, failed.Cause ?? lastFailure),
                var other => throw new InvalidOperationException($"A training ended with {other.GetType().Name}."),
            };
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
