namespace Bss2.Actors.Runtime;

/// <summary>Address of an actor: all that others know of it. Safe to use from any thread and to send in messages.</summary>
public abstract class ActorRef
{
    /// <summary>Creates an address that belongs to a system.</summary>
    private protected ActorRef(ActorSystem system) => System = system;

    /// <summary>Path from the root, e.g. <c>/trainer/replica-0/quadrant-2</c>.</summary>
    public abstract string Path { get; }

    /// <summary>The system whose clock times an <see cref="Ask"/> and whose dead letters take what cannot be delivered.</summary>
    internal ActorSystem System { get; }

    /// <summary>Puts a message into the actor's mailbox and returns at once. Messages of one sender arrive in the order sent.</summary>
    public abstract void Tell(object message, ActorRef? sender = null);

    /// <summary>Sends a question and completes with the answer.</summary>
    /// <param name="message">The question; the answer goes to its sender.</param>
    /// <param name="timeout">How long to wait, in the time of the system's dispatcher; <see cref="Timeout.InfiniteTimeSpan"/> waits for ever.</param>
    /// <param name="cancellation">Ends the wait early.</param>
    /// <exception cref="TimeoutException">No answer within <paramref name="timeout"/>.</exception>
    /// <exception cref="InvalidOperationException">The answer is not a <typeparamref name="T"/>.</exception>
    public Task<T> Ask<T>(object message, TimeSpan timeout, CancellationToken cancellation = default)
    {
        var question = new AskRef<T>(System, this, message);
        var answer = question.Wait(timeout, cancellation);
        Tell(message, question);
        return answer;
    }

    /// <inheritdoc/>
    public override string ToString() => Path;

    /// <summary>Asks the actor to end; by default through its mailbox.</summary>
    internal virtual void Stop() => Tell(PoisonPill.Instance);

    /// <summary>Registers a watcher. What can never be watched counts as ended already.</summary>
    internal virtual void AddWatcher(ActorRef watcher) => watcher.NotifyTerminated(this);

    internal virtual void RemoveWatcher(ActorRef watcher) { }

    /// <summary>Tells this watcher that an actor it watches has ended.</summary>
    internal virtual void NotifyTerminated(ActorRef ended) { }
}
