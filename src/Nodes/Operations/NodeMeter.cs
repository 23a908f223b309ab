using System.Diagnostics.Metrics;
using Bss2.Actors.Remoting.RabbitMq;
using Bss2.Trainer.Training;

namespace Bss2.Nodes.Operations;

/// <summary>
/// What a process of the cluster counts and measures, as instruments of the meter <see cref="MeterName"/>. May be called from any thread; without a listener a call costs nanoseconds.
/// </summary>
internal sealed class NodeMeter : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Bss2";

    /// <summary>Upper edges of a block's seconds. A block of 75 Yin-Yang samples takes milliseconds, one of MNIST seconds.</summary>
    private static readonly InstrumentAdvice<double> BlockBuckets =
        new() { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] };

    /// <summary>Upper edges of the seconds in the queue: below a millisecond when nodes wait for work, many seconds when there are too few.</summary>
    private static readonly InstrumentAdvice<double> WaitBuckets =
        new() { HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] };

    private readonly Meter _meter = new(MeterName);
    private readonly RecentRate _rate;
    private readonly Counter<long> _done;
    private readonly Counter<long> _failed;
    private readonly Counter<long> _redeliveries;
    private readonly Counter<long> _neuronSteps;
    private readonly Histogram<double> _seconds;
    private readonly Histogram<double> _wait;
    private readonly Counter<long> _updates;
    private int _inHand;
    private NodesThere? _there;
    private Func<NetworkCounts>? _network;
    private BatchTrained? _batch;
    private Tested? _test;

    /// <param name="time">Clock of the rate over the last minute.</param>
    public NodeMeter(TimeProvider? time = null)
    {
        _rate = new RecentRate(time ?? TimeProvider.System);
        _done = _meter.CreateCounter<long>("bss2.blocks.done", description: "Blocks that were run and answered.");
        _failed = _meter.CreateCounter<long>("bss2.blocks.failed", description: "Blocks that could not be run and were answered with the reason.");
        _redeliveries = _meter.CreateCounter<long>("bss2.block.redeliveries", description: "Blocks done that another worker, or this one, had been given before.");
        _neuronSteps = _meter.CreateCounter<long>("bss2.neuron.steps", description: "Integration steps of neuron circuits; rate() gives steps per second.");
        _seconds = _meter.CreateHistogram("bss2.block", "s", "Time from the order to the answer of a block.", tags: null, BlockBuckets);
        _wait = _meter.CreateHistogram("bss2.block.queue_wait", "s", "Time that a block waited in the queue, by the clocks of trainer and node.", tags: null, WaitBuckets);
        _updates = _meter.CreateCounter<long>("bss2.training.updates", description: "Updates of the weights.");
        var version = new KeyValuePair<string, object?>("version", typeof(NodeMeter).Assembly.GetName().Version?.ToString(3));
        _meter.CreateObservableGauge("bss2.build.info", () => new Measurement<int>(1, version), description: "Always 1; the version of the software is a label.");
        _meter.CreateObservableGauge("bss2.neuron.steps_per_second", () => _rate.PerSecond(), description: "Neuron steps per second, mean over the last minute.");
        _meter.CreateObservableGauge("bss2.blocks.in_hand", () => Volatile.Read(ref _inHand), description: "Blocks taken from the queue and not yet answered.");
    }

    /// <summary>The meter itself, for those who listen to this process and no other.</summary>
    internal Meter Meter => _meter;

    /// <summary>A block was run and answered.</summary>
    /// <param name="seconds">From the order to the answer.</param>
    /// <param name="queueWaitSeconds">From publication to delivery.</param>
    /// <param name="neuronSteps">Samples x integration steps x neuron circuits.</param>
    /// <param name="redelivered">Whether somebody may have had it before.</param>
    public void BlockDone(double seconds, double queueWaitSeconds, long neuronSteps, bool redelivered)
    {
        _done.Add(1);
        _seconds.Record(seconds);
        _wait.Record(queueWaitSeconds);
        _neuronSteps.Add(neuronSteps);
        _rate.Add(neuronSteps);
        if (redelivered)
        {
            _redeliveries.Add(1);
        }
    }

    /// <summary>A block could not be run.</summary>
    public void BlockFailed() => _failed.Add(1);

    /// <summary>How many blocks are taken and not yet answered.</summary>
    public void InHand(int blocks) => Volatile.Write(ref _inHand, blocks);

    /// <summary>Who works for this trainer.</summary>
    public void Nodes(int nodes, int replicas)
    {
        OnFirst(ref _there, new NodesThere(nodes, replicas), () =>
        {
            _meter.CreateObservableGauge("bss2.nodes", () => _there!.Nodes, description: "Nodes that work for this trainer.");
            _meter.CreateObservableGauge("bss2.replicas", () => _there!.Replicas, description: "Racks of those nodes, side by side.");
        });
    }

    /// <summary>What goes over the network; called after joining, and again where another network is joined.</summary>
    public void Network(Func<NetworkCounts> counts)
    {
        OnFirst(ref _network, counts, () =>
        {
            Observe("sent", c => c.Sent, "Messages given to the broker, without repetitions.");
            Observe("resent", c => c.Resent, "Messages sent again because the broker had not confirmed them.");
            Observe("received", c => c.Received, "Messages delivered to actors of this process.");
            Observe("duplicates", c => c.Duplicates, "Messages that arrived a second time and were dropped.");
            Observe("foreign", c => c.Foreign, "Messages that were not the catalogue's, or too large, and were put aside.");
            Observe("unreachable", c => c.Unreachable, "Messages that became dead letters because their node is not there.");
        });

        void Observe(string name, Func<NetworkCounts, long> of, string description) =>
            _meter.CreateObservableCounter($"bss2.network.{name}", () => of(_network!()), description: description);
    }

    /// <summary>An event of a training; those that carry no figure are ignored.</summary>
    public void Training(object happened)
    {
        switch (happened)
        {
            case BatchTrained batch:
                _updates.Add(1);
                OnFirst(ref _batch, batch, () =>
                {
                    _meter.CreateObservableGauge("bss2.training.epoch", () => _batch!.Epoch, description: "Epoch in training, from 1.");
                    _meter.CreateObservableGauge("bss2.training.loss", () => _batch!.Loss, description: "Loss of the last batch, mean over its samples.");
                    if (batch.Accuracy is not null)
                    {
                        _meter.CreateObservableGauge("bss2.training.accuracy", () => _batch!.Accuracy ?? double.NaN, description: "Accuracy of the last batch, 0 to 1.");
                    }
                });
                break;
            case ClusterChanged there:
                Nodes(there.Nodes.Length, there.Replicas);
                break;
            case Tested test:
                OnFirst(ref _test, test, () =>
                {
                    _meter.CreateObservableGauge("bss2.test.loss", () => _test!.Loss, description: "Loss of the last test, mean over its samples.");
                    if (test.Accuracy is not null)
                    {
                        _meter.CreateObservableGauge("bss2.test.accuracy", () => _test!.Accuracy ?? double.NaN, description: "Accuracy of the last test, 0 to 1.");
                    }
                });
                break;
        }
    }

    public void Dispose() => _meter.Dispose();

    // A gauge appears with its first value: zero would be taken for one.
    private static void OnFirst<T>(ref T? field, T value, Action create)
        where T : class
    {
        var first = Interlocked.Exchange(ref field, value) is null;
        if (first)
        {
            create();
        }
    }

    private sealed record NodesThere(int Nodes, int Replicas);
}
