using Bss2.Messages.Cluster;

namespace Bss2.Nodes.Jobs;

/// <summary>What is there on a broker at one moment.</summary>
/// <param name="Broker">The broker for people, without credentials.</param>
/// <param name="Protocol"><see cref="ClusterProtocol.Version"/> of whoever looks.</param>
/// <param name="Nodes">By name.</param>
/// <param name="Trainers">By name.</param>
/// <param name="Queues">In a fixed order.</param>
/// <param name="FailedJobs">The oldest first, at most as many as were asked for.</param>
internal sealed record ClusterView(
    string Broker,
    int Protocol,
    IReadOnlyList<NodeAnnounced> Nodes,
    IReadOnlyList<TrainerAnnounced> Trainers,
    IReadOnlyList<QueueView> Queues,
    IReadOnlyList<JobFailed> FailedJobs);

/// <summary>A queue.</summary>
/// <param name="Content">What is in it, for people.</param>
/// <param name="Name">Its name on the broker.</param>
/// <param name="Ready">Messages that wait; null where there is no such queue yet.</param>
/// <param name="Consumers">Who takes them; null where there is no such queue yet.</param>
internal sealed record QueueView(string Content, string Name, long? Ready, long? Consumers);
