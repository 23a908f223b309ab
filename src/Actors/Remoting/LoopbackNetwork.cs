using Bss2.Actors.Dispatch;
using Bss2.Actors.Runtime;

namespace Bss2.Actors.Remoting;

/// <summary>What has become of the messages between nodes so far.</summary>
/// <param name="Sent">Messages given to links that were not cut.</param>
/// <param name="Dropped">Lost by a link's faults.</param>
/// <param name="Duplicated">Sent on twice.</param>
/// <param name="Reordered">Released from the order.</param>
public readonly record struct LoopbackCounts(long Sent, long Dropped, long Duplicated, long Reordered);

/// <summary>
/// Named nodes in one process, in virtual time, whose messages to each other are delayed, dropped, duplicated and reordered as one seed decides. Reliable unless told otherwise.
/// A message travels from the node whose actor has the turn; between turns from its sender's node; from nobody, it comes from <see cref="Outside"/>. Messages travel as objects
/// and only the sender's address is translated: an address that is to be used elsewhere belongs into a message as node and path.
/// </summary>
public sealed class LoopbackNetwork
{
    /// <summary>Name of the node that the caller's own messages come from.</summary>
    public const string OutsideName = "outside";

    // The faults get draws of their own: they must not change when an actor is added somewhere.
    private const ulong FaultStream = 0xD1B54A32D192ED03;

    private readonly Dictionary<string, ActorSystem> _nodes = [];
    private readonly Dictionary<(string From, string To), LoopbackLink> _links = [];
    private readonly Dictionary<(string Node, string Path), LoopbackRef> _refs = [];
    private readonly List<(LoopbackRef Target, Cell Watcher)> _watches = [];
    private readonly SeededSequence _faultChoices;
    private readonly LinkFaults _faults;

    /// <summary>Creates a network without nodes.</summary>
    /// <param name="seed">Decides the order of deliveries and all faults.</param>
    /// <param name="faults">Faults of all links between nodes, <see cref="OutsideName"/> excepted.</param>
    public LoopbackNetwork(ulong seed, LinkFaults? faults = null)
    {
        _faults = (faults ?? LinkFaults.None).Validated();
        _faultChoices = new(seed ^ FaultStream);
        Dispatcher = new(seed);
        Outside = AddNode(OutsideName);
    }

    /// <summary>Runs all nodes.</summary>
    public DeterministicDispatcher Dispatcher { get; }

    /// <summary>The node of whoever is not an actor: source of messages without sender, and of questions.</summary>
    public ActorSystem Outside { get; }

    /// <summary>What the links have done.</summary>
    public LoopbackCounts Counts { get; private set; }

    /// <summary>Starts a node; also one that was killed, empty.</summary>
    /// <exception cref="ArgumentException">A living node has that name.</exception>
    public ActorSystem AddNode(string name, ActorSystemOptions? options = null)
    {
        if (_nodes.TryGetValue(name, out var present) && !present.Halted)
            throw new ArgumentException($"Node '{name}' is running already; choose another name or kill it first.", nameof(name));
        return _nodes[name] = ActorSystem.Create(name, (options ?? new()) with { Dispatcher = Dispatcher });
    }

    /// <summary>The address of an actor on a node, which need not exist (yet): messages to nobody are dead letters of the sending node.</summary>
    public ActorRef Resolve(string node, string path) => Address(node, path);

    /// <summary>Sets what goes wrong from one node to another, in this direction, from now on.</summary>
    public void SetFaults(string from, string to, LinkFaults faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        Link(from, to).Faults = faults.Validated();
    }

    /// <summary>Cuts both directions between two nodes: messages become dead letters, the notice of an actor's end waits. What is under way still arrives.</summary>
    public void Cut(string first, string second)
    {
        Link(first, second).Cut();
        Link(second, first).Cut();
    }

    /// <summary>Takes <see cref="Cut"/> back.</summary>
    public void Heal(string first, string second)
    {
        Link(first, second).Heal();
        Link(second, first).Heal();
    }

    /// <summary>Ends a node at once, as a power cut does: no more turns, no <see cref="Actor.PostStop"/>. Watchers elsewhere get <see cref="Terminated"/>.</summary>
    /// <exception cref="ArgumentException">No living node has that name.</exception>
    public void Kill(string name)
    {
        if (!_nodes.TryGetValue(name, out var node) || node.Halted)
            throw new ArgumentException($"There is no running node '{name}' to kill; running: {string.Join(", ", _nodes.Where(n => !n.Value.Halted).Select(n => n.Key))}.", nameof(name));
        node.Halt();
        var orphans = _watches.Where(watch => watch.Target.Node == name).ToList();
        _watches.RemoveAll(watch => watch.Target.Node == name || watch.Watcher.System == node);
        foreach (var (target, watcher) in orphans)
            Link(name, watcher.System.Name).SendSignal(() => watcher.NotifyTerminated(target));
    }

    internal void Send(LoopbackRef target, object message, ActorRef? sender)
    {
        var source = SourceOf(sender);
        if (source.Halted)
            return;
        if (source.Name == target.Node)
        {
            Arrive(source, target, message, sender);
            return;
        }

        var link = Link(source.Name, target.Node);
        if (link.IsCut)
        {
            source.Letters.Publish(message, sender, target, DeadLetterReason.Unreachable);
            return;
        }

        var (copies, reordered) = link.Send(() => Arrive(source, target, message, sender));
        Counts = new(Counts.Sent + 1, Counts.Dropped + (copies == 0 ? 1 : 0), Counts.Duplicated + (copies == 2 ? 1 : 0), Counts.Reordered + (reordered ? 1 : 0));
    }

    internal void Watch(LoopbackRef target, ActorRef watcher)
    {
        var cell = (Cell)watcher;
        _watches.Add((target, cell));
        Link(cell.System.Name, target.Node).SendSignal(() =>
        {
            if (Living(target.Node)?.Find(target.Path) is { } watched)
                watched.AddWatcher(Address(cell.System.Name, cell.Path));
            else
                ReportEnd(Address(cell.System.Name, cell.Path), target);
        });
    }

    internal void Unwatch(LoopbackRef target, ActorRef watcher)
    {
        var cell = (Cell)watcher;
        _watches.Remove((target, cell));
        Link(cell.System.Name, target.Node).SendSignal(
            () => Living(target.Node)?.Find(target.Path)?.RemoveWatcher(Address(cell.System.Name, cell.Path)));
    }

    /// <summary>Carries the news of an actor's end to the node of its watcher.</summary>
    internal void ReportEnd(LoopbackRef watcher, ActorRef ended)
    {
        var target = ended as LoopbackRef ?? Address(ended.System.Name, ended.Path);
        Link(target.Node, watcher.Node).SendSignal(() =>
        {
            var index = _watches.FindIndex(watch => watch.Target == target && watch.Watcher.Path == watcher.Path && watch.Watcher.System.Name == watcher.Node);
            if (index < 0)
                return;
            var cell = _watches[index].Watcher;
            _watches.RemoveAt(index);
            cell.NotifyTerminated(target);
        });
    }

    private void Arrive(ActorSystem source, LoopbackRef target, object message, ActorRef? sender)
    {
        var node = Living(target.Node);
        if (node?.Find(target.Path) is { } recipient)
            recipient.Tell(message, sender is null ? null : SeenFrom(node, sender));
        else
            source.Letters.Publish(message, sender, target, node is null ? DeadLetterReason.Unreachable : DeadLetterReason.NobodyThere);
    }

    private ActorRef SeenFrom(ActorSystem node, ActorRef sender) => sender switch
    {
        LoopbackRef remote when remote.Node == node.Name => node.Find(remote.Path) ?? remote,
        Cell cell when cell.System != node => Address(cell.System.Name, cell.Path),
        _ => sender,
    };

    private ActorSystem SourceOf(ActorRef? sender) => Dispatcher.Current?.System ?? sender?.System ?? Outside;

    private ActorSystem? Living(string node) => _nodes.TryGetValue(node, out var system) && !system.Halted ? system : null;

    private LoopbackRef Address(string node, string path)
    {
        if (!_refs.TryGetValue((node, path), out var address))
            _refs[(node, path)] = address = new(this, node, path);
        return address;
    }

    private LoopbackLink Link(string from, string to)
    {
        if (!_links.TryGetValue((from, to), out var link))
        {
            var faults = from == OutsideName || to == OutsideName ? LinkFaults.None : _faults;
            _links[(from, to)] = link = new(Dispatcher.Time, _faultChoices, faults);
        }

        return link;
    }
}
