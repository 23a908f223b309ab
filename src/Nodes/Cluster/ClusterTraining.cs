using Bss2.Actors.Remoting.RabbitMq;
using Bss2.Actors.Runtime;
using Bss2.Messages.Cluster;
using Bss2.Trainer.Training;

namespace Bss2.Nodes.Cluster;

/// <summary>Runs a training whose chips are held by the nodes of a cluster.</summary>
internal static class ClusterTraining
{
    /// <summary>The queue that nodes take blocks from.</summary>
    public static QueueSpec Blocks { get; } = new(ClusterProtocol.Blocks, QueueKind.Transient);

    /// <summary>Blocks under way on pinned chips: enough to keep them busy, and far fewer than a chip lets wait for another.</summary>
    private const int BlocksOnPinnedChips = 64;

    /// <summary>As <see cref="TrainingSession.RunAsync(TrainingTask, RunFolder, Action{object}, bool, CancellationToken)"/>, in the network's actor system. Many may run one after another.</summary>
    /// <exception cref="TrainingInterruptedException">The training stopped on request, after its checkpoint was saved.</exception>
    /// <exception cref="TrainingFailedException">The training cannot go on, e.g. because the broker is gone for good.</exception>
    public static async Task<TrainingSummary> RunAsync(
        RabbitMqNetwork network,
        TrainingTask task,
        RunFolder? folder,
        bool resume,
        Action<object>? listener,
        CancellationToken interruption,
        ClusterOptions? options = null)
    {
        options ??= new();
        var training = $"{task.Experiment}-{Guid.NewGuid():N}";
        var setup = new ClusterReplicaSetup
        {
            Training = training,
            Blocks = await network.QueueAsync(Blocks),
            Configurations = network.Topic(ClusterProtocol.Configurations),
            Presence = network.Topic(ClusterProtocol.Presence),
            Pins = options.Pins,
            Resolve = network.Resolve,
            Subscribe = subscriber => network.SubscribeAsync(ClusterProtocol.Presence, subscriber),
            Heartbeat = options.Heartbeat,
            Broker = options.Broker,
            Activity = options.Activity,
        };
        var session = new TrainingSession
        {
            System = network.System,
            Name = training,
            SpawnReplica = (trainer, _) => trainer.Spawn(Props.Create(() => new ClusterReplicaActor(setup)), "cluster"),
            Remarks = options.Remarks,
            BlocksPerReplica = options.Pins.Length == 0 ? int.MaxValue : BlocksOnPinnedChips,
        };
        return await session.RunAsync(task with { Replicas = 1 }, folder, listener, resume, interruption);
    }
}

/// <summary>What a training needs to know of its cluster.</summary>
internal sealed record ClusterOptions
{
    /// <summary>As the broker's, see <see cref="BrokerOptions.Heartbeat"/>.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The broker for people, without credentials.</summary>
    public string Broker { get; init; } = "URI";

    /// <summary>[chip of the rack], the node that holds it; empty where any node may take a block with the whole rack.</summary>
    public string[] Pins { get; init; } = [];

    /// <summary>As <see cref="TrainingSession.Remarks"/>.</summary>
    public bool Remarks { get; init; }

    /// <summary>What is said of this process to whoever asks who is there; null where another of its actors answers.</summary>
    public string? Activity { get; init; }
}
