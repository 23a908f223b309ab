namespace Bss2.Actors.Runtime;

/// <summary>
/// A watched actor has ended. It is queued behind the messages already in the watcher's mailbox, so the last words of an actor on the same node are read first,
/// and it is exempt from the mailbox bound.
/// </summary>
public sealed record Terminated(ActorRef Actor);

/// <summary>Ends its recipient when it comes to the head of the mailbox, after all messages sent before. Exempt from the mailbox bound.</summary>
public sealed record PoisonPill
{
    private PoisonPill() { }

    /// <summary>The only one.</summary>
    public static PoisonPill Instance { get; } = new();
}

/// <summary>An actor could not be made: its constructor, <see cref="Actor.PreStart"/> or <see cref="Actor.PostRestart"/> threw.</summary>
public sealed class ActorInitializationException : Exception
{
    /// <summary>Wraps what was thrown.</summary>
    internal ActorInitializationException(string path, Exception cause)
        : base($"{path} could not be started: {cause.Message}", cause) { }
}
