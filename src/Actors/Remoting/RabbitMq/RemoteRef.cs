using Bss2.Actors.Runtime;

namespace Bss2.Actors.Remoting.RabbitMq;

/// <summary>Address of an actor on another node. There is one object for each address, so addresses compare by reference.</summary>
internal sealed class RemoteRef(RabbitMqNetwork network, string node, string path) : ActorRef(network.System)
{
    private readonly Route _route = Route.ToActor(node, path);

    public string Node { get; } = node;

    public override string Path { get; } = path;

    public Route Route => _route;

    public override string ToString() => Node + Path;

    public override void Tell(object message, ActorRef? sender = null) => network.Post.Tell(_route, this, message, sender);

    /// <summary>An actor is stopped by its own node.</summary>
    internal override void Stop() => network.Post.DeadLetter(PoisonPill.Instance, null, this, DeadLetterReason.Unhandled);

    internal override void AddWatcher(ActorRef watcher) => network.Watches.Add(this, watcher);

    internal override void RemoveWatcher(ActorRef watcher) => network.Watches.Remove(this, watcher);

    /// <summary>This address watches an actor of this node, which has ended.</summary>
    internal override void NotifyTerminated(ActorRef ended) => network.Post.Signal(LetterKind.Terminated, _route, ended);
}

/// <summary>Stands for everybody on a topic, or for whichever worker takes a message from a queue.</summary>
internal sealed class RouteRef(RabbitMqNetwork network, Route route, string kind) : ActorRef(network.System)
{
    public override string Path { get; } = kind + ":" + route.Key;

    public override void Tell(object message, ActorRef? sender = null) => network.Post.Tell(route, this, message, sender);

    /// <summary>Nobody in particular can be stopped or watched here.</summary>
    internal override void Stop() => network.Post.DeadLetter(PoisonPill.Instance, null, this, DeadLetterReason.Unhandled);
}
