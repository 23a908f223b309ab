namespace Bss2.Nodes.Cluster;

/// <summary>What threads of the pool do while there is no work for them.</summary>
internal static class IdleThreads
{
    /// <summary>
    /// Lets them sleep at once. By default they look for work for some 20 us first, which helps where all work is in one process; on a cluster, messages are a hundred times as far apart,
    /// and the core is wanted by other processes. To be called before the pool has run anything.
    /// </summary>
    public static void SleepAtOnce() => AppContext.SetData("System.Threading.ThreadPool.UnfairSemaphoreSpinLimit", 0);
}
