namespace Bss2.Actors.Runtime;

/// <summary>Behaviour with private state; one message at a time. An instance belongs to one address and is replaced on restart.</summary>
public abstract class Actor
{
    /// <summary>What the actor may ask of its system; set before <see cref="PreStart"/>, so not usable in the constructor.</summary>
    protected internal ActorContext Context { get; internal set; } = null!;

    /// <summary>This actor's address. It survives restarts.</summary>
    protected ActorRef Self => Context.Self;

    /// <summary>Who sent the message in hand; dead letters where nobody did.</summary>
    protected ActorRef Sender => Context.Sender;

    /// <summary>Handles one message. An exception goes to the parent's <see cref="Supervision.OneForOneStrategy"/>.</summary>
    protected internal abstract void Receive(object message);

    /// <summary>Runs once before the first message of an instance.</summary>
    protected internal virtual void PreStart() { }

    /// <summary>Runs once after the last message of an instance: at the end when all its children have stopped, before a restart from <see cref="PreRestart"/>.</summary>
    protected internal virtual void PostStop() { }

    /// <summary>Runs on the failed instance before it is replaced. By default stops all children, then calls <see cref="PostStop"/>.</summary>
    /// <param name="cause">What <see cref="Receive"/> threw.</param>
    /// <param name="message">The message in hand when it failed; null where there was none. It is not delivered again.</param>
    protected internal virtual void PreRestart(Exception cause, object? message)
    {
        foreach (var child in Context.Children)
        {
            Context.Unwatch(child);
            Context.Stop(child);
        }

        PostStop();
    }

    /// <summary>Runs on the fresh instance after a failure. By default calls <see cref="PreStart"/>.</summary>
    protected internal virtual void PostRestart(Exception cause) => PreStart();

    /// <summary>Marks a message that this actor does not know; it goes to the dead letters.</summary>
    protected void Unhandled(object message) => Context.System.Letters.Publish(message, Sender, Self, DeadLetterReason.Unhandled);
}
