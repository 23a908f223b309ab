using Bss2.Actors.Runtime;
using Bss2.Actors.Supervision;

namespace Bss2.Trainer.Training;

/// <summary>What a <see cref="SessionActor"/> is made with, and what it tells outside.</summary>
internal sealed record SessionParts(TrainingTask Task, RunFolder? Folder, RunTables? Tables, Action<object>? Listener)
{
    /// <summary>Setup of the trainer, given the listener and, where there is a folder, the recorder.</summary>
    public required Func<ActorRef, ActorRef?, TrainerSetup> MakeSetup { get; init; }

    /// <summary>Asks the trainer for a checkpoint and an end.</summary>
    public required CancellationToken Interruption { get; init; }

    /// <summary>Completes with the training's last event.</summary>
    public TaskCompletionSource<object> End { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when all actors of the training have ended.</summary>
    public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>The actors of one training under one address, so that they end together, whatever system they live in.</summary>
internal sealed class SessionActor(SessionParts parts) : Actor
{
    /// <summary>A part that failed is not started anew: it would have lost its place. Whoever watches it decides.</summary>
    private static readonly OneForOneStrategy Stop = new(0, Timeout.InfiniteTimeSpan, static _ => Directive.Stop);

    private static readonly MailboxBound OneForEachBatch = MailboxBound.Unbounded("at most one event for each batch of the training waits, and the end must not be lost");

    private CancellationTokenRegistration _interruption;

    /// <summary>Recipe for a session.</summary>
    public static Props Recipe(SessionParts parts) => Props.Create(() => new SessionActor(parts)).WithStrategy(Stop);

    protected override void PreStart()
    {
        var listener = Context.Spawn(Props.Create(() => new ListenerActor(parts.Listener, parts.End)).WithMailbox(OneForEachBatch), "listener");
        var recorder = parts.Folder is null
            ? null
            : Context.Spawn(Props.Create(() => new RecorderActor(parts.Task, parts.Folder, parts.Tables!, listener)).WithMailbox(OneForEachBatch), "recorder");
        var setup = parts.MakeSetup(listener, recorder);
        var trainer = Context.Spawn(Props.Create(() => new TrainerActor(setup)).WithStrategy(Stop), "trainer");
        trainer.Tell(new StartTraining());

        // Told directly: on the way through this actor the request would be overtaken by batches that end after it.
        _interruption = parts.Interruption.Register(() => trainer.Tell(new InterruptTraining()));
    }

    protected override void Receive(object message) => Unhandled(message);

    protected override void PostStop()
    {
        _interruption.Dispose();

        // Where something else ended the system before the training.
        parts.End.TrySetResult(new TrainingFailed("The training was stopped from outside before its end; resume from the checkpoint.", null));
        parts.Ended.TrySetResult();
    }
}
