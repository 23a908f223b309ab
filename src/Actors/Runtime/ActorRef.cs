namespace Bss2.Actors.Runtime;

/// <summary>Address of an actor: all that others know of it.</summary>
public abstract class ActorRef
{
    /// <summary>Path from the root, e.g. <c>/trainer/replica-0/quadrant-2</c>.</summary>
    public abstract string Path { get; }

    /// <summary>Puts a message into the actor's mailbox and returns at once.</summary>
    public abstract void Tell(object message, ActorRef? sender = null);

    /// <summary>Sends a question and completes with the answer.</summary>
    /// <exception cref="TimeoutException">No answer within <paramref name="timeout"/>.</exception>
    public abstract Task<T> Ask<T>(object message, TimeSpan timeout, CancellationToken cancellation = default);
}
