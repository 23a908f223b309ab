using System.Collections.Concurrent;
using Bss2.Actors.Remoting.RabbitMq;
using Bss2.Actors.Runtime;
using Bss2.TestKit.Broker;

namespace Bss2.Actors.Tests.Remoting.RabbitMq;

/// <summary>A node in this process: an actor system that has joined a broker, under a name that nobody else uses.</summary>
internal sealed class TestNode : IAsyncDisposable
{
    private TestNode(ActorSystem system, RabbitMqNetwork network)
    {
        System = system;
        Network = network;
        system.DeadLettered += DeadLetters.Enqueue;
        Listener = new(system, "listener");
    }

    public ActorSystem System { get; }

    public RabbitMqNetwork Network { get; }

    public Listener Listener { get; }

    public ConcurrentQueue<DeadLetter> DeadLetters { get; } = new();

    public string Name => System.Name;

    /// <summary>A name that no other test uses.</summary>
    public static string Unique(string name) => $"{name}-{Guid.NewGuid().ToString("N")[..8]}";

    public static BrokerOptions Options(PrivateBroker broker) => new()
    {
        Host = broker.Host,
        Port = broker.Port,
        Credentials = new("guest", "guest"),
        Heartbeat = TimeSpan.FromSeconds(10),
        Patience = TimeSpan.FromSeconds(60),
    };

    public static Task<TestNode> JoinAsync(PrivateBroker broker, string name = "node") => JoinAsync(Options(broker), Unique(name));

    public static async Task<TestNode> JoinAsync(BrokerOptions broker, string name)
    {
        var system = ActorSystem.Create(name);
        return new(system, await RabbitMqNetwork.JoinAsync(system, broker));
    }

    /// <summary>This node's actor as another node knows it.</summary>
    public ActorRef SeenFrom(TestNode other, string path = "/listener") => other.Network.Resolve(Name, path);

    public async ValueTask DisposeAsync()
    {
        await Network.DisposeAsync();
        await System.DisposeAsync();
    }
}
