namespace Bss2.Messages.Cluster;

/// <summary>Query to everybody on the topic of announcements: answer the sender with <see cref="NodeAnnounced"/> or <see cref="TrainerAnnounced"/>.</summary>
public sealed record WhoIsThere;

/// <summary>Event: a node has joined, or answers <see cref="WhoIsThere"/>, or is about to leave.</summary>
/// <param name="Name">Name of the node, unique on its broker.</param>
/// <param name="Protocol"><see cref="ClusterProtocol.Version"/> of the node.</param>
/// <param name="Version">Version of its software, for people.</param>
/// <param name="Cores">Processors of its machine, at least 1.</param>
/// <param name="Replicas">Racks that it runs side by side, at least 1.</param>
/// <param name="Draining">True once it takes no more blocks and leaves when those in hand are done.</param>
public sealed record NodeAnnounced(string Name, int Protocol, string Version, int Cores, int Replicas, bool Draining = false);

/// <summary>Event: a process that trains is there.</summary>
/// <param name="Name">Name of the trainer, unique on its broker.</param>
/// <param name="Protocol"><see cref="ClusterProtocol.Version"/> of the trainer.</param>
/// <param name="Version">Version of its software, for people.</param>
/// <param name="Activity">What it does, for people, e.g. <c>standby</c> or <c>job 3f2a yinyang, epoch 2 of 4</c>.</param>
public sealed record TrainerAnnounced(string Name, int Protocol, string Version, string Activity);

/// <summary>Event to a node: a trainer will not use it.</summary>
/// <param name="Reason">Why, and how to mend it.</param>
public sealed record NodeRefused(string Reason);
