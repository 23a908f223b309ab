using Bss2.Actors.Remoting.RabbitMq;
using Bss2.Actors.Runtime;
using Bss2.Trainer.Training;

namespace Bss2.Nodes.Cluster;

/// <summary>The process of one training on a cluster: an actor system under the trainer's name, on the network.</summary>
internal sealed class ClusterMember : IAsyncDisposable
{
    private readonly RabbitMqNetwork _network;
    private readonly ClusterOptions _options;

    private ClusterMember(RabbitMqNetwork network, ClusterOptions options) => (_network, _options) = (network, options);

    /// <summary>Joins.</summary>
    /// <param name="name">Name of the trainer.</param>
    /// <param name="broker">The broker.</param>
    /// <param name="options">What the training needs to know of its cluster; heartbeat and broker are taken from the broker.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <exception cref="BrokerException">The cluster cannot be joined.</exception>
    public static async Task<ClusterMember> JoinAsync(string name, BrokerOptions broker, ClusterOptions options, CancellationToken cancellation)
    {
        IdleThreads.SleepAtOnce();
        var system = ActorSystem.Create(name);
        try
        {
            var network = await RabbitMqNetwork.JoinAsync(system, broker, cancellation);
            return new ClusterMember(network, options with { Heartbeat = broker.Heartbeat, Broker = broker.ToString() });
        }
        catch
        {
            await system.DisposeAsync();
            throw;
        }
    }

    /// <summary>See <see cref="ClusterTraining.RunAsync"/>.</summary>
    public Task<TrainingSummary> TrainAsync(TrainingTask task, RunFolder? folder, bool resume, Action<object>? listener, CancellationToken interruption) =>
        ClusterTraining.RunAsync(_network, task, folder, resume, listener, interruption, _options);

    public async ValueTask DisposeAsync()
    {
        await _network.DisposeAsync();
        await _network.System.DisposeAsync();
    }
}
