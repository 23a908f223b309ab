using Microsoft.Extensions.Logging;

namespace Bss2.Nodes.Cluster;

/// <summary>What a node logs beyond <see cref="Operations.ClusterEvents"/>.</summary>
internal static partial class NodeLog
{
    [LoggerMessage(10, LogLevel.Error, "Actor {Path} failed: {Reason}")]
    public static partial void ActorFailed(this ILogger log, string path, string reason);

    [LoggerMessage(11, LogLevel.Information, "Training {Training}, some of whose chips were here, has ended")]
    public static partial void StationsForgotten(this ILogger log, string training);
}
