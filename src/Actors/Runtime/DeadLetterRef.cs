namespace Bss2.Actors.Runtime;

/// <summary>Where messages end that nobody handles: counted, and shown to whoever subscribed.</summary>
internal sealed class DeadLetterRef(ActorSystem system) : ActorRef(system)
{
    private long _count;

    public override string Path => "/deadLetters";

    public long Count => Interlocked.Read(ref _count);

    public Action<DeadLetter>? Subscribers { get; set; }

    public override void Tell(object message, ActorRef? sender = null)
    {
        ArgumentNullException.ThrowIfNull(message);
        Publish(message, sender, this, DeadLetterReason.Addressed);
    }

    public void Publish(object message, ActorRef? sender, ActorRef recipient, DeadLetterReason reason)
    {
        Interlocked.Increment(ref _count);
        if (Subscribers is { } subscribers)
            System.Guard(() => subscribers(new(message, sender ?? this, recipient, reason)));
    }

    internal override void Stop() { }
}
