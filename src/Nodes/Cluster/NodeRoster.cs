using Bss2.Actors.Runtime;
using Bss2.Messages.Cluster;
using Bss2.Trainer.Training;

namespace Bss2.Nodes.Cluster;

/// <summary>The nodes that a training knows of.</summary>
internal sealed class NodeRoster
{
    private readonly SortedDictionary<string, (NodeAnnounced Announced, ActorRef Address)> _nodes = new(StringComparer.Ordinal);
    private readonly HashSet<string> _refused = new(StringComparer.Ordinal);

    public bool IsEmpty => _nodes.Count == 0;

    /// <summary>Whether a node of that name takes blocks.</summary>
    public bool Has(string name) => _nodes.ContainsKey(name);

    /// <summary>Name of the node with this address, or null.</summary>
    public string? NameOf(ActorRef address) => _nodes.Where(node => node.Value.Address == address).Select(node => node.Key).FirstOrDefault();

    /// <summary>Does something for each node.</summary>
    public void ForEach(Action<string, ActorRef> action)
    {
        foreach (var (name, node) in _nodes)
        {
            action(name, node.Address);
        }
    }

    /// <summary>Takes an announcement of a node of this protocol. True where it changes what <see cref="Event"/> says.</summary>
    public bool Take(NodeAnnounced announced, ActorRef address)
    {
        if (announced.Draining)
        {
            return _nodes.Remove(announced.Name);
        }

        var changed = !_nodes.TryGetValue(announced.Name, out var known) || known.Announced.Replicas != announced.Replicas;
        _nodes[announced.Name] = (announced, address);
        return changed;
    }

    /// <summary>A node is lost: its name, or null where none of that address was there.</summary>
    public string? Lose(ActorRef address)
    {
        var name = NameOf(address);
        if (name is not null)
        {
            _nodes.Remove(name);
        }

        return name;
    }

    /// <summary>A node of another protocol: true the first time that it is refused.</summary>
    public bool Refuse(string name)
    {
        _nodes.Remove(name);
        return _refused.Add(name);
    }

    /// <summary>Who is there.</summary>
    public ClusterChanged Event() => new([.. _nodes.Keys], _nodes.Values.Sum(node => node.Announced.Replicas));
}
