namespace Bss2.Actors.Runtime;

/// <summary>Behaviour with private state; one message at a time.</summary>
public abstract class Actor
{
    /// <summary>The actor's place in its system.</summary>
    protected internal ActorContext Context { get; internal set; } = null!;

    /// <summary>This actor's address.</summary>
    protected ActorRef Self => Context.Self;

    /// <summary>Who sent the message in hand; dead letters where nobody did.</summary>
    protected ActorRef Sender => Context.Sender;

    /// <summary>Handles one message. An exception goes to the supervisor.</summary>
    protected internal abstract void Receive(object message);

    protected internal virtual void PreStart() { }

    protected internal virtual void PostStop() { }

    /// <summary>Marks a message that this actor does not know; it goes to the dead letters.</summary>
    protected void Unhandled(object message) => Context.System.DeadLetters.Tell(message, Sender);
}
