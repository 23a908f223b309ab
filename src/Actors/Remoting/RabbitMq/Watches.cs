using Bss2.Actors.Runtime;

namespace Bss2.Actors.Remoting.RabbitMq;

/// <summary>
/// Actors elsewhere that actors of this node watch. Their nodes are asked once a second whether they are there; the broker returns the question where the node's queue is
/// gone, which it is once the node's connection has ended or its heartbeats have stopped. Two such returns and the node is lost.
/// </summary>
internal sealed class Watches : IDisposable
{
    private const int MissesUntilLost = 2;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <summary>Returns that follow each other faster are one: a burst of messages says no more than one of them.</summary>
    private static readonly TimeSpan BetweenMisses = 0.9 * Period;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, WatchedNode> _nodes = [];
    private readonly RabbitMqNetwork _network;
    private readonly TimeSpan _graceAfterRestore;
    private readonly ITimer _timer;
    private volatile bool _any;

    /// <param name="network">Whose actors watch.</param>
    /// <param name="graceAfterRestore">After a broker's restart the other nodes need a moment to be there again.</param>
    public Watches(RabbitMqNetwork network, TimeSpan graceAfterRestore)
    {
        _network = network;
        _graceAfterRestore = graceAfterRestore;
        _timer = network.System.Time.CreateTimer(static state => ((Watches)state!).Ask(), this, Period, Period);
    }

    private TimeProvider Time => _network.System.Time;

    public void Add(RemoteRef target, ActorRef watcher)
    {
        lock (_gate)
        {
            if (!_nodes.TryGetValue(target.Node, out var node))
                _nodes[target.Node] = node = new();
            node.Entries[(target, watcher)] = false;
            _any = true;
        }

        _network.Post.Signal(LetterKind.Watch, target.Route, watcher);
    }

    public void Remove(RemoteRef target, ActorRef watcher)
    {
        if (Forget(target, watcher))
            _network.Post.Signal(LetterKind.Unwatch, target.Route, watcher);
    }

    /// <summary>What another node's runtime says to this one's.</summary>
    public void Receive(Letterhead head, string node, string path)
    {
        var local = head.To is null ? null : _network.Addresses.Local(head.To);
        var remote = _network.Addresses.Remote(node, path);
        switch (head.Kind)
        {
            case LetterKind.Watch when local is Cell:
                local.AddWatcher(remote);
                _network.Post.Signal(LetterKind.Watching, remote.Route, local);
                break;
            case LetterKind.Watch:
                _network.Post.Signal(LetterKind.Terminated, remote.Route, _network.Addresses.Remote(_network.System.Name, head.To ?? "/"));
                break;
            case LetterKind.Unwatch:
                local?.RemoveWatcher(remote);
                break;
            case LetterKind.Watching when local is not null:
                Confirm(remote, local);
                break;
            case LetterKind.Terminated when local is not null && Forget(remote, local):
                local.NotifyTerminated(remote);
                break;
            case LetterKind.Ping:
                _network.Post.Signal(LetterKind.Pong, Route.ToActor(node, "/"), null);
                break;
        }
    }

    /// <summary>A node has spoken. In another life than before, the actors of the former have ended.</summary>
    public void Heard(string name, string incarnation)
    {
        if (!_any)
            return;
        WatchedNode? former = null;
        lock (_gate)
        {
            if (!_nodes.TryGetValue(name, out var node))
                return;
            node.Misses = 0;
            if (node.Incarnation is not null && node.Incarnation != incarnation)
            {
                former = node;
                _nodes.Remove(name);
            }
            else
            {
                node.Incarnation = incarnation;
            }
        }

        former?.NotifyAll();
    }

    /// <summary>The broker returned a message to a node.</summary>
    public void NotThere(string name)
    {
        if (!_any || !IsTimeToJudge())
            return;
        WatchedNode? lost = null;
        lock (_gate)
        {
            if (!_nodes.TryGetValue(name, out var node) || (node.Misses > 0 && Time.GetElapsedTime(node.LastMiss) < BetweenMisses))
                return;
            node.LastMiss = Time.GetTimestamp();
            if (++node.Misses >= MissesUntilLost)
            {
                lost = node;
                _nodes.Remove(name);
            }
        }

        lost?.NotifyAll();
    }

    /// <summary>After an interruption nobody knows which news got lost: all watches are placed again.</summary>
    public void PlaceAgain()
    {
        lock (_gate)
        {
            foreach (var node in _nodes.Values)
            {
                node.Misses = 0;
                foreach (var entry in node.Entries.Keys.ToList())
                    node.Entries[entry] = false;
            }
        }
    }

    public void Dispose() => _timer.Dispose();

    private bool IsTimeToJudge() => _network.Session is { } session && (session.IsFirst || Time.GetElapsedTime(session.OpenedAt) >= _graceAfterRestore);

    private void Ask()
    {
        if (!_any || _network.Session is null)
            return;
        List<(RemoteRef Target, ActorRef Watcher)> unplaced;
        List<string> names;
        lock (_gate)
        {
            names = [.. _nodes.Keys];
            unplaced = [.. _nodes.Values.SelectMany(node => node.Entries.Where(entry => !entry.Value).Select(entry => entry.Key))];
        }

        foreach (var (target, watcher) in unplaced)
            _network.Post.Signal(LetterKind.Watch, target.Route, watcher);
        foreach (var name in names)
            _network.Post.Signal(LetterKind.Ping, Route.ToActor(name, "/"), null);
    }

    private void Confirm(RemoteRef target, ActorRef watcher)
    {
        lock (_gate)
        {
            if (_nodes.TryGetValue(target.Node, out var node) && node.Entries.ContainsKey((target, watcher)))
                node.Entries[(target, watcher)] = true;
        }
    }

    private bool Forget(RemoteRef target, ActorRef watcher)
    {
        lock (_gate)
        {
            if (!_nodes.TryGetValue(target.Node, out var node) || !node.Entries.Remove((target, watcher)))
                return false;
            if (node.Entries.Count == 0)
                _nodes.Remove(target.Node);
            _any = _nodes.Count > 0;
            return true;
        }
    }

    private sealed class WatchedNode
    {
        /// <summary>Who watches whom, and whether the other node has said that it knows.</summary>
        public Dictionary<(RemoteRef Target, ActorRef Watcher), bool> Entries { get; } = [];

        public string? Incarnation { get; set; }

        public int Misses { get; set; }

        public long LastMiss { get; set; }

        public void NotifyAll()
        {
            foreach (var (target, watcher) in Entries.Keys)
                watcher.NotifyTerminated(target);
        }
    }
}
