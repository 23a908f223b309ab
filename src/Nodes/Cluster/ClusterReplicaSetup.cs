using Bss2.Actors.Runtime;
using Bss2.Chip.Rack;

namespace Bss2.Nodes.Cluster;

/// <summary>What a <see cref="ClusterReplicaActor"/> is made with.</summary>
internal sealed record ClusterReplicaSetup
{
    /// <summary>Identity of the training, unique on the broker: letters, digits and hyphens.</summary>
    public required string Training { get; init; }

    /// <summary>The queue of blocks.</summary>
    public required ActorRef Blocks { get; init; }

    /// <summary>The topic of configurations and ends.</summary>
    public required ActorRef Configurations { get; init; }

    /// <summary>The topic of announcements.</summary>
    public required ActorRef Presence { get; init; }

    /// <summary>[chip of the rack], the node that holds it; empty where any node may take a block with the whole rack.</summary>
    public string[] Pins { get; init; } = [];

    /// <summary>Address of an actor by node and path; needed where chips are pinned.</summary>
    public required Func<string, string, ActorRef> Resolve { get; init; }

    /// <summary>Recipe for a rack over stations elsewhere.</summary>
    public Func<IReadOnlyList<ActorRef>, Props> Rack { get; init; } = RackActor.Over;

    /// <summary>Lets an actor hear announcements and what becomes of the network.</summary>
    public Func<ActorRef, Task> Subscribe { get; init; } = static _ => Task.CompletedTask;

    /// <summary>A block that has no answer two heartbeats after it was published, or after the last answer, is published again.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The broker for people, without credentials.</summary>
    public string Broker { get; init; } = "URI";

    /// <summary>What is said of this process to whoever asks who is there; null where another of its actors answers.</summary>
    public string? Activity { get; init; }
}
