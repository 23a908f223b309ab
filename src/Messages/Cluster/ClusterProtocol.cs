namespace Bss2.Messages.Cluster;

/// <summary>What the processes of a cluster agree on before they understand each other's messages.</summary>
public static class ClusterProtocol
{
    /// <summary>
    /// Grows when nodes and trainers of different versions can no longer work on one training. It is part of the names of queues, so that nodes of another
    /// version never take a block that they do not understand; only announcements are understood by all versions.
    /// </summary>
    public const int Version = 3;

    /// <summary>Topic of announcements, the same for all versions.</summary>
    public const string Presence = "presence";

    /// <summary>Topic of configurations and of trainings' ends.</summary>
    public static string Configurations { get; } = $"configurations.{Version}";

    /// <summary>Queue of blocks that any node may take.</summary>
    public static string Blocks { get; } = $"bss2.blocks.{Version}";

    /// <summary>Queue of training jobs.</summary>
    public static string Jobs { get; } = $"bss2.jobs.{Version}";

    /// <summary>Queue of jobs that could not be run, each with its reason.</summary>
    public static string FailedJobs { get; } = $"bss2.jobs.failed.{Version}";
}
