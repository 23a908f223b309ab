using Bss2.Actors.Runtime;

namespace Bss2.Nodes.Cluster;

/// <summary>Command to a node: it works on the queue of this consumer; say so to everybody.</summary>
internal sealed record JoinCluster(ActorRef Consumer);

/// <summary>Command to a node: take no more blocks, finish those that run, give back the others, then end (<see cref="NodeSetup.Ended"/>).</summary>
internal sealed record DrainNode;

/// <summary>A node's note to itself: a block of this training has waited long enough for its configuration.</summary>
internal sealed record ConfigurationOverdue(string Training);
