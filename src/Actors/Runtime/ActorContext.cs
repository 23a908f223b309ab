namespace Bss2.Actors.Runtime;

/// <summary>What an actor may ask of its system. Only valid within <see cref="Actor.Receive"/> and the life-cycle methods.</summary>
public sealed class ActorContext(ActorSystem system, ActorRef self)
{
    public ActorSystem System { get; } = system;

    public ActorRef Self { get; } = self;

    public ActorRef Sender { get; internal set; } = null!;

    /// <summary>Starts a child.</summary>
    public ActorRef Spawn(Props props, string name) => System.Spawn(props, Self.Path + "/" + name);

    /// <summary>Asks for <c>Terminated</c> when the actor ends.</summary>
    public void Watch(ActorRef actor) => throw new NotSupportedException("Watch is not there yet: " + actor.Path);

    /// <summary>Stops an actor after the message in hand.</summary>
    public void Stop(ActorRef actor) => throw new NotSupportedException("Stop is not there yet: " + actor.Path);
}
