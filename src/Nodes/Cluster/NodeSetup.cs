using Bss2.Actors.Runtime;
using Bss2.Chip.Rack;
using Bss2.Nodes.Operations;
using Microsoft.Extensions.Logging;

namespace Bss2.Nodes.Cluster;

/// <summary>What a <see cref="NodeActor"/> is made with.</summary>
internal sealed record NodeSetup
{
    /// <summary>Name of the node, unique on its broker.</summary>
    public required string Name { get; init; }

    /// <summary>Version of this software, for people.</summary>
    public required string Version { get; init; }

    /// <summary>Processors of this machine.</summary>
    public int Cores { get; init; } = Environment.ProcessorCount;

    /// <summary>Racks that run side by side for a training, at least 1.</summary>
    public required int Replicas { get; init; }

    /// <summary>Recipe for a whole rack.</summary>
    public Props Rack { get; init; } = RackActor.Recipe;

    /// <summary>Recipe for one chip of a rack: its index, and the addresses of all chips.</summary>
    public Func<int, IReadOnlyList<ActorRef>, Props> Station { get; init; } = StationActor.Recipe;

    /// <summary>Address of an actor by node and path.</summary>
    public required Func<string, string, ActorRef> Resolve { get; init; }

    /// <summary>The topic of announcements.</summary>
    public required ActorRef Presence { get; init; }

    /// <summary>The broker for people, without credentials.</summary>
    public string Broker { get; init; } = "";

    /// <summary>Counts what is done.</summary>
    public required NodeMeter Meter { get; init; }

    /// <summary>Told whether the node can work.</summary>
    public required HealthState Health { get; init; }

    /// <summary>Told what happens.</summary>
    public required ILogger Log { get; init; }

    /// <summary>Completes when the node has nothing in hand after <see cref="DrainNode"/>, or cannot go on.</summary>
    public TaskCompletionSource<NodeEnd> Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>How a node ended.</summary>
/// <param name="BlocksDone">Blocks that it ran and answered.</param>
/// <param name="Fault">Why it could not go on; null where it was drained.</param>
internal sealed record NodeEnd(long BlocksDone, string? Fault = null);
