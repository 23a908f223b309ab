using Bss2.Messages.Experiment;

namespace Bss2.Messages.Cluster;

/// <summary>Command to nodes: what the blocks of a training need. Broadcast once for each change; answers <see cref="ConfigurationWanted"/> too.</summary>
/// <param name="Training">Identity of one training by one trainer; a training that was resumed has another.</param>
/// <param name="Configuration">The rack with its weights.</param>
/// <param name="Pins">[chip of the rack], the node that holds it; empty where no chip is pinned.</param>
public sealed record ClusterConfiguration(string Training, RackConfiguration Configuration, string[] Pins);

/// <summary>Query to the trainer: this node has a block in hand that needs a version it has not got. Answered by <see cref="ClusterConfiguration"/>, of that version or a later one.</summary>
public sealed record ConfigurationWanted(string Training, int Version);

/// <summary>Command to whichever node takes it: run a block, answer the sender with <see cref="BlockRecording"/> or <see cref="BlockFailed"/>.</summary>
public sealed record BlockOrder(string Training, RunBlock Block);

/// <summary>Event: nodes can forget a training.</summary>
public sealed record TrainingEnded(string Training);
