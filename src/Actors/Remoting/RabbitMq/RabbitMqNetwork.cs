using Bss2.Actors.Runtime;

namespace Bss2.Actors.Remoting.RabbitMq;

/// <summary>
/// Puts an actor system on a broker as a named node: its actors can be told messages from other nodes, and it reaches theirs. Everything outside is an
/// <see cref="ActorRef"/>: an actor elsewhere (<see cref="Resolve"/>), everybody on a topic (<see cref="Topic"/>), or one worker of a queue (<see cref="QueueAsync"/>).
/// Only messages of the wire catalogue travel. <see cref="ActorRef.Tell"/> never blocks and never throws for what the broker does.
/// </summary>
public sealed class RabbitMqNetwork : IAsyncDisposable
{
    private RabbitMqNetwork(ActorSystem system) => System = system;

    /// <summary>The system whose actors are on the network; its name is the node's.</summary>
    public ActorSystem System { get; }

    /// <summary>Connects, and takes the system's name as the node's.</summary>
    /// <exception cref="BrokerException">It cannot be done.</exception>
    public static Task<RabbitMqNetwork> JoinAsync(ActorSystem system, BrokerOptions broker, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    /// <summary>The address of an actor on a node, which need not exist (yet). The same address is the same object.</summary>
    public ActorRef Resolve(string node, string path) => throw new NotSupportedException();

    /// <summary>Node of an address that came over a network; null for an actor of this process.</summary>
    public static string? NodeOf(ActorRef actor) => throw new NotSupportedException();

    /// <summary>An address that stands for all subscribers of a topic on all other nodes.</summary>
    public ActorRef Topic(string topic) => throw new NotSupportedException();

    /// <summary>Lets an actor of this node have all that others tell a topic, and the <see cref="NetworkLost"/> family of events.</summary>
    public Task SubscribeAsync(string topic, ActorRef subscriber) => throw new NotSupportedException();

    /// <summary>An address that stands for whichever worker takes a message from a queue; answers come to the sender named in Tell. Declares the queue.</summary>
    public Task<ActorRef> QueueAsync(QueueSpec queue) => throw new NotSupportedException();

    /// <summary>As telling the queue, but completes when the broker has the message safe.</summary>
    public Task PublishAsync(QueueSpec queue, object message, CancellationToken cancellation = default) => throw new NotSupportedException();

    /// <summary>Lets an actor work on a queue: it gets <see cref="WorkDelivered"/>, at most <paramref name="prefetch"/> unfinished at a time. Returns the consumer.</summary>
    public Task<ActorRef> ConsumeAsync(QueueSpec queue, ActorRef worker, ushort prefetch) => throw new NotSupportedException();

    /// <summary>What a queue holds, or null where there is none of that name.</summary>
    public Task<QueueState?> InspectAsync(string queue, CancellationToken cancellation = default) => throw new NotSupportedException();

    /// <summary>The messages that wait in a queue, at most <paramref name="limit"/>, left where they are. Unreadable ones are skipped.</summary>
    public Task<IReadOnlyList<object>> BrowseAsync(string queue, int limit, CancellationToken cancellation = default) => throw new NotSupportedException();

    /// <summary>What has gone over the network so far.</summary>
    public NetworkCounts Counts => throw new NotSupportedException();

    /// <summary>Sends what waits, then leaves: watchers elsewhere get <see cref="Terminated"/>.</summary>
    public ValueTask DisposeAsync() => throw new NotSupportedException();
}

/// <summary>Counts since joining.</summary>
/// <param name="Sent">Messages given to the broker, without repetitions.</param>
/// <param name="Resent">Messages sent again because the broker had not confirmed them.</param>
/// <param name="Received">Messages delivered to actors of this node.</param>
/// <param name="Duplicates">Messages that arrived a second time and were dropped.</param>
/// <param name="Foreign">Messages that were not the catalogue's, or too large, and were put aside.</param>
/// <param name="Unreachable">Messages that became dead letters because their node is not there.</param>
public readonly record struct NetworkCounts(long Sent, long Resent, long Received, long Duplicates, long Foreign, long Unreachable);
