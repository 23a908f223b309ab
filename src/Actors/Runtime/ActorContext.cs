namespace Bss2.Actors.Runtime;

/// <summary>What an actor may ask of its system. Only valid within <see cref="Actor.Receive"/> and the life-cycle methods, on their thread.</summary>
public sealed class ActorContext
{
    private readonly Cell _cell;

    internal ActorContext(Cell cell)
    {
        _cell = cell;
        Sender = cell.System.DeadLetters;
    }

    /// <summary>The system that the actor lives in.</summary>
    public ActorSystem System => _cell.System;

    /// <summary>The actor's own address.</summary>
    public ActorRef Self => _cell;

    /// <summary>Who sent the message in hand; dead letters where nobody did.</summary>
    public ActorRef Sender { get; internal set; }

    /// <summary>The supervisor: whoever spawned this actor; the system's root for those spawned by the system.</summary>
    public ActorRef Parent => _cell.Parent!;

    /// <summary>The children that have not ended yet, in a copy.</summary>
    public IReadOnlyList<ActorRef> Children => _cell.ChildList();

    /// <summary>How many messages this actor sent (naming itself as the sender) that a full mailbox refused.</summary>
    public long RefusedCount => _cell.RefusedCount;

    /// <summary>Starts a child, supervised by this actor's strategy.</summary>
    /// <exception cref="ArgumentException">The name is empty, holds a slash or is in use by a sibling.</exception>
    public ActorRef Spawn(Props props, string name)
    {
        _cell.DemandTurn(nameof(Spawn));
        return _cell.SpawnChild(props, name);
    }

    /// <summary>Asks for <see cref="Terminated"/> when the actor ends; at once where it has ended already.</summary>
    public void Watch(ActorRef actor)
    {
        _cell.DemandTurn(nameof(Watch));
        _cell.Watch(actor);
    }

    /// <summary>Takes <see cref="Watch"/> back: no <see cref="Terminated"/> of that actor arrives any more.</summary>
    public void Unwatch(ActorRef actor)
    {
        _cell.DemandTurn(nameof(Unwatch));
        _cell.Unwatch(actor);
    }

    /// <summary>Stops an actor after the message in hand; its waiting messages become dead letters.</summary>
    public void Stop(ActorRef actor)
    {
        _cell.DemandTurn(nameof(Stop));
        _cell.StopOther(actor);
    }

    /// <summary>Tells a message after a delay of the dispatcher's time, with this actor as the sender.</summary>
    public ScheduledTell ScheduleTell(TimeSpan delay, ActorRef target, object message)
    {
        _cell.DemandTurn(nameof(ScheduleTell));
        return _cell.Schedule(delay, target, message);
    }
}
