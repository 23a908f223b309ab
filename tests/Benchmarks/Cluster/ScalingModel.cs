namespace Bss2.Benchmarks.Cluster;

/// <summary>
/// Time of an update as the sum of what follows each other: a fixed latency, the trainer's own work, and the longer of what overlaps, the chips' work and the broker's. Its
/// five costs are fitted to measurements of 1..4 nodes on one machine; what it says of more is a prediction, in which every chip and the broker have cores of their own.
/// </summary>
internal sealed class ScalingModel
{
    private readonly MessageSizes _sizes;
    private readonly int _cores;
    private readonly double _trainerPerUpdate;
    private readonly double _trainerPerSample;
    private readonly double _brokerPerMessage;
    private readonly double _brokerPerByte;

    /// <summary>Fits the costs.</summary>
    /// <param name="points">Measurements on nodes, of at least two batches and two numbers of nodes.</param>
    /// <param name="sizes">Sizes of the messages.</param>
    /// <param name="cores">Cores of the machine, and of each machine in predictions.</param>
    public ScalingModel(IReadOnlyList<ClusterPoint> points, MessageSizes sizes, int cores)
    {
        (_sizes, _cores) = (sizes, cores);
        (_trainerPerUpdate, _trainerPerSample) = Fit(points.Select(p => (1.0, (double)p.Batch, p.TrainerCpu)));
        (_brokerPerMessage, _brokerPerByte) = Fit(points.Select(p => ((double)MessageSizes.Messages(p.Batch, p.Nodes), sizes.BytesOut(p.Batch, p.Nodes), p.BrokerCpu)));
        SampleSeconds = points.Average(p => p.NodesCpu / p.Batch);

        // One node has a core for itself, more or less; the latency is what its time does not explain.
        Latency = points.Where(p => p.Nodes == 1).Min(p => Math.Max(0, p.Seconds - TrainerSeconds(p.Batch) - Math.Max(p.NodesCpu, p.BrokerCpu / cores)));
    }

    /// <summary>Seconds of an update that are nobody's work: the way of the first order and of the last answer.</summary>
    public double Latency { get; }

    /// <summary>Processor seconds of a node for a sample.</summary>
    public double SampleSeconds { get; }

    /// <summary>Messages that a broker of so many cores takes and gives out each second at most.</summary>
    public double BrokerMessagesPerSecond => _cores / _brokerPerMessage;

    /// <summary>Bytes that it gives out each second at most, messages aside; infinite where the measurements do not show it.</summary>
    public double BrokerBytesPerSecond => _cores / _brokerPerByte;

    /// <summary>Seconds of the trainer's own work for an update: its gradient runs on all cores.</summary>
    public double TrainerSeconds(int batch) => (_trainerPerUpdate + (_trainerPerSample * batch)) / _cores;

    /// <summary>Seconds that the chips take for an update; a chip runs whole blocks.</summary>
    public double ChipSeconds(int batch, int chips) => Math.Ceiling((double)MessageSizes.Blocks(batch, chips) / chips) * MessageSizes.Samples(batch, chips) * SampleSeconds;

    /// <summary>Seconds that the broker is busy with an update.</summary>
    public double BrokerSeconds(int batch, int nodes) =>
        ((_brokerPerMessage * MessageSizes.Messages(batch, nodes)) + (_brokerPerByte * _sizes.BytesOut(batch, nodes))) / _cores;

    /// <summary>Predicted seconds of an update.</summary>
    public double UpdateSeconds(int batch, int chips) => Latency + TrainerSeconds(batch) + Math.Max(ChipSeconds(batch, chips), BrokerSeconds(batch, chips));

    /// <summary>Predicted epochs of 5,025 samples each second.</summary>
    public double EpochsPerSecond(int batch, int chips) => batch / UpdateSeconds(batch, chips) / ClusterPoint.EpochSamples;

    /// <summary>The least number of chips at which the broker has more to do than they, or null below <paramref name="most"/>.</summary>
    public int? Saturation(int batch, int most)
    {
        for (var chips = 1; chips <= most; chips++)
        {
            if (BrokerSeconds(batch, chips) > ChipSeconds(batch, chips))
                return chips;
        }

        return null;
    }

    /// <summary>Least squares of y = a x1 + b x2 with a and b not negative, each point weighed by its y so that small and large batches count alike.</summary>
    internal static (double A, double B) Fit(IEnumerable<(double X1, double X2, double Y)> points)
    {
        double s11 = 0, s12 = 0, s22 = 0, s1 = 0, s2 = 0;
        foreach (var (x1, x2, y) in points)
        {
            var (u1, u2) = (x1 / y, x2 / y);
            (s11, s12, s22, s1, s2) = (s11 + (u1 * u1), s12 + (u1 * u2), s22 + (u2 * u2), s1 + u1, s2 + u2);
        }

        var determinant = (s11 * s22) - (s12 * s12);
        var (a, b) = (((s1 * s22) - (s2 * s12)) / determinant, ((s2 * s11) - (s1 * s12)) / determinant);
        return (a, b) switch
        {
            ( < 0, _) => (0, s2 / s22),
            (_, < 0) => (s1 / s11, 0),
            _ => (a, b),
        };
    }
}
