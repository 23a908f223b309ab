namespace Bss2.Benchmarks.Cluster;

/// <summary>What one training measured, per update.</summary>
/// <param name="Nodes">Nodes of one replica each; 0 is one process with two replicas and without a broker.</param>
/// <param name="Batch">Samples of an update.</param>
/// <param name="Seconds">Time of an update.</param>
/// <param name="TrainerCpu">Processor time of the trainer, seconds; of the single process all of it.</param>
/// <param name="NodesCpu">Processor time of all nodes together, seconds.</param>
/// <param name="BrokerCpu">Processor time of the broker, seconds.</param>
internal sealed record ClusterPoint(int Nodes, int Batch, double Seconds, double TrainerCpu, double NodesCpu, double BrokerCpu)
{
    /// <summary>Samples of the tutorial's epoch.</summary>
    public const int EpochSamples = 5025;

    /// <summary>Updates of an epoch of that many samples.</summary>
    public double UpdatesPerEpoch => (double)EpochSamples / Batch;

    public double SecondsPerEpoch => Seconds * UpdatesPerEpoch;

    /// <summary>Processor time of trainer and nodes for an epoch, seconds.</summary>
    public double CpuPerEpoch => (TrainerCpu + NodesCpu) * UpdatesPerEpoch;

    /// <summary>Medians of repetitions, each figure for itself.</summary>
    public static ClusterPoint Median(IReadOnlyList<ClusterPoint> points)
    {
        double Of(Func<ClusterPoint, double> figure) => Spread.Of(points.Select(figure)).Median;
        return new ClusterPoint(points[0].Nodes, points[0].Batch, Of(p => p.Seconds), Of(p => p.TrainerCpu), Of(p => p.NodesCpu), Of(p => p.BrokerCpu));
    }
}
