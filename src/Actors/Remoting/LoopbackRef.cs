using Bss2.Actors.Runtime;

namespace Bss2.Actors.Remoting;

/// <summary>Address of an actor on a named node. There is one object for each address, so addresses compare by reference.</summary>
internal sealed class LoopbackRef(LoopbackNetwork network, string node, string path) : ActorRef(network.Outside)
{
    public string Node { get; } = node;

    public override string Path { get; } = path;

    public override string ToString() => Node + Path;

    public override void Tell(object message, ActorRef? sender = null)
    {
        ArgumentNullException.ThrowIfNull(message);
        network.Send(this, message, sender);
    }

    internal override void AddWatcher(ActorRef watcher) => network.Watch(this, watcher);

    internal override void RemoveWatcher(ActorRef watcher) => network.Unwatch(this, watcher);

    /// <summary>This address watches an actor elsewhere, which has ended.</summary>
    internal override void NotifyTerminated(ActorRef ended) => network.ReportEnd(this, ended);
}
