using Bss2.Actors.Remoting.RabbitMq;
using Bss2.Messages.Cluster;

namespace Bss2.Nodes.Jobs;

/// <summary>The queues of jobs. Nothing that was confirmed is lost on them.</summary>
internal static class JobQueues
{
    /// <summary>Jobs that wait for a trainer; one trainer at a time is given them, one at a time, the others stand by.</summary>
    public static QueueSpec Waiting { get; } = new(ClusterProtocol.Jobs, QueueKind.Persistent, SingleActiveConsumer: true);

    /// <summary>Jobs that could not be run, each with its reason.</summary>
    public static QueueSpec Failed { get; } = new(ClusterProtocol.FailedJobs, QueueKind.Persistent);
}
