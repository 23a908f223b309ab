using Bss2.Actors.Runtime;
using Bss2.Messages.Experiment;

namespace Bss2.Nodes.Cluster;

/// <summary>A rack and how many blocks it runs.</summary>
internal sealed class RackSlot(ActorRef address)
{
    public ActorRef Address { get; } = address;

    public int Load { get; set; }
}

/// <summary>The racks of one training on a node, children of its actor; made when the first block comes, and anew when one ends.</summary>
internal sealed class RackPool(string prefix, NodeSetup setup, ActorContext node)
{
    private readonly List<RackSlot> _racks = [];
    private RackConfiguration? _configuration;
    private int _made;

    /// <summary>Gives all racks a configuration; those made later get it too.</summary>
    public void Configure(RackConfiguration configuration)
    {
        _configuration = configuration;
        foreach (var rack in _racks)
        {
            rack.Address.Tell(configuration, node.Self);
        }
    }

    /// <summary>The rack with the fewest blocks, the first of equals.</summary>
    public RackSlot Idlest()
    {
        while (_racks.Count < setup.Replicas)
        {
            var rack = new RackSlot(node.Spawn(setup.Rack, $"{prefix}-{_made++}"));
            node.Watch(rack.Address);
            rack.Address.Tell(_configuration!, node.Self);
            _racks.Add(rack);
        }

        return _racks.MinBy(rack => rack.Load)!;
    }

    /// <summary>A rack ended. Null where it is none of these.</summary>
    public RackSlot? Remove(ActorRef address)
    {
        var rack = _racks.Find(r => r.Address == address);
        if (rack is not null)
        {
            _racks.Remove(rack);
        }

        return rack;
    }

    /// <summary>Ends all racks.</summary>
    public void Stop()
    {
        foreach (var rack in _racks)
        {
            node.Unwatch(rack.Address);
            node.Stop(rack.Address);
        }

        _racks.Clear();
    }
}
