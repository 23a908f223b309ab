namespace Bss2.Trainer.Training;

/// <summary>How many samples travel in one block where the user leaves it open. Decides no result: only how much messages cost and how evenly replicas are busy.</summary>
internal static class BlockSizing
{
    /// <summary>Samples of a block for replicas in this process, where a message costs a microsecond and small blocks keep pipelines full.</summary>
    public const int InProcess = 10;

    /// <summary>Samples of a block, on a cluster, below which messages over a broker cost more than they spread.</summary>
    public const int WorthSending = 20;

    /// <summary>Blocks of a large batch for each replica of a cluster: one runs, one waits beside it, and one is for whoever is free first, so that a slow or lost replica leaves little behind.</summary>
    public const int BlocksPerReplica = 3;

    /// <summary>Samples of a block on a cluster: blocks worth sending as long as each replica gets one, larger ones in large batches.</summary>
    /// <param name="batch">Samples of the batch, at least 1.</param>
    /// <param name="replicas">Replicas that are there; 0 counts as 1.</param>
    public static int OnCluster(int batch, int replicas)
    {
        replicas = Math.Max(1, replicas);
        var each = (batch + replicas - 1) / replicas;
        return Math.Max(Math.Min(WorthSending, each), (batch + (BlocksPerReplica * replicas) - 1) / (BlocksPerReplica * replicas));
    }
}
