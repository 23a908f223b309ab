using System.Collections.Concurrent;
using System.Text;
using Bss2.Actors.Dispatch;
using Bss2.Actors.Runtime;
using RabbitMQ.Client;

namespace Bss2.Actors.Remoting.RabbitMq;

/// <summary>
/// Puts an actor system on a broker as a named node: its actors can be told messages from other nodes, and it reaches theirs. Everything outside is an
/// <see cref="ActorRef"/>: an actor elsewhere (<see cref="Resolve"/>), everybody on a topic (<see cref="Topic"/>), or one worker of a queue (<see cref="QueueAsync"/>).
/// Only messages of the wire catalogue travel. <see cref="ActorRef.Tell"/> never blocks and never throws for what the broker does.
/// </summary>
public sealed class RabbitMqNetwork : IAsyncDisposable
{
    // The broker takes names of 255 bytes; those of node queues carry a prefix.
    private const int LongestName = 200;

    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<QueueConsumer, bool> _consumers = new();
    private readonly BrokerOptions _broker;
    private readonly Outbox _outbox;
    private readonly SessionKeeper _keeper;
    private readonly YoungQueues _youngQueues;
    private readonly Queues _queues;
    private readonly Inbox _inbox;
    private int _left;

    private RabbitMqNetwork(ActorSystem system, BrokerOptions broker)
    {
        System = system;
        _broker = broker;
        Addresses = new(this);
        var connector = new BrokerConnector(broker, system.Name);
        _youngQueues = new(connector, system.Time);
        _outbox = new(system.Time, Counters)
        {
            RepairQueue = queue => _queues!.RepairAsync(queue),
            TryKeep = _youngQueues.TryKeep,
            Undeliverable = returned => Post!.Returned(returned),
        };
        Post = new(this, _outbox, broker.MaximumMessageBytes);
        _keeper = new(connector, _outbox, system.Time, broker.Patience) { Prepare = PrepareAsync, Announce = Announce };
        _queues = new(_keeper, _youngQueues, broker.MaximumMessageBytes);
        _inbox = new(this, broker.MaximumMessageBytes);
        Watches = new(this, 2 * broker.Heartbeat);
    }

    /// <summary>The system whose actors are on the network; its name is the node's.</summary>
    public ActorSystem System { get; }

    /// <summary>What has gone over the network so far.</summary>
    public NetworkCounts Counts => Counters.Snapshot;

    internal Counters Counters { get; } = new();

    internal Duplicates Duplicates { get; } = new();

    internal Addresses Addresses { get; }

    internal Post Post { get; }

    internal Watches Watches { get; }

    /// <summary>The connection in use, or null while there is none.</summary>
    internal BrokerSession? Session => _keeper.Current;

    /// <summary>Connects, and takes the system's name as the node's.</summary>
    /// <exception cref="BrokerException">It cannot be done.</exception>
    /// <exception cref="ArgumentException">The system's name or an option is not permitted.</exception>
    public static async Task<RabbitMqNetwork> JoinAsync(ActorSystem system, BrokerOptions broker, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(broker);
        if (system.Dispatcher is DeterministicDispatcher)
            throw new ArgumentException($"The actor system '{system.Name}' runs in virtual time, which a broker does not know; use the loopback network there.", nameof(system));
        DemandName(system.Name, "node");
        broker.Validate();
        var network = new RabbitMqNetwork(system, broker);
        try
        {
            await network._keeper.StartAsync(cancellation).ConfigureAwait(false);
            return network;
        }
        catch
        {
            network.Watches.Dispose();
            throw;
        }
    }

    /// <summary>The address of an actor on a node, which need not exist (yet). The same address is the same object; an actor of this node is itself.</summary>
    public ActorRef Resolve(string node, string path)
    {
        DemandName(node, "node");
        return path is ['/', ..]
            ? Addresses.Resolve(node, path)
            : throw new ArgumentException($"'{path}' is no path of an actor: it begins with '/', as in /node.", nameof(path));
    }

    /// <summary>Node of an address that came over a network; null for an actor of this process.</summary>
    public static string? NodeOf(ActorRef actor) => (actor as RemoteRef)?.Node;

    /// <summary>An address that stands for all subscribers of a topic on all other nodes.</summary>
    public ActorRef Topic(string topic)
    {
        DemandName(topic, "topic");
        return new RouteRef(this, Route.ToTopic(topic), "topic");
    }

    /// <summary>Lets an actor of this node have all that others tell a topic, and the <see cref="NetworkLost"/> family of events.</summary>
    public Task SubscribeAsync(string topic, ActorRef subscriber)
    {
        DemandName(topic, "topic");
        ArgumentNullException.ThrowIfNull(subscriber);
        return _inbox.SubscribeAsync(_keeper, topic, subscriber);
    }

    /// <summary>An address that stands for whichever worker takes a message from a queue; answers come to the sender named in Tell. Declares the queue.</summary>
    /// <exception cref="BrokerException">A queue of that name has other properties, or the broker is gone for good.</exception>
    public async Task<ActorRef> QueueAsync(QueueSpec queue)
    {
        await UseAsync(queue, CancellationToken.None).ConfigureAwait(false);
        return new RouteRef(this, Route.ToQueue(queue), "queue");
    }

    /// <summary>As telling the queue, but completes when the broker has the message safe.</summary>
    /// <exception cref="BrokerException">The broker refused, or is gone for good. Cancelling ends the wait, not the message.</exception>
    public async Task PublishAsync(QueueSpec queue, object message, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(queue);
        if (!_queues.Knows(queue))
            await UseAsync(queue, cancellation).ConfigureAwait(false);
        await Post.TellConfirmedAsync(Route.ToQueue(queue), message).WaitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Lets an actor work on a queue: it gets <see cref="WorkDelivered"/>, at most <paramref name="prefetch"/> unfinished at a time. Returns the consumer, which ends with the worker.</summary>
    /// <exception cref="BrokerException">A queue of that name has other properties, or the broker is gone for good.</exception>
    public async Task<ActorRef> ConsumeAsync(QueueSpec queue, ActorRef worker, ushort prefetch)
    {
        ArgumentNullException.ThrowIfNull(worker);
        ArgumentOutOfRangeException.ThrowIfZero(prefetch);
        await UseAsync(queue, CancellationToken.None).ConfigureAwait(false);
        var consumer = new QueueConsumer(this, queue, worker, prefetch, _broker.MaximumMessageBytes);
        _consumers[consumer] = true;
        try
        {
            await _keeper.DoAsync(async session =>
            {
                await consumer.OpenAsync(session).ConfigureAwait(false);
                return true;
            }).ConfigureAwait(false);
            return consumer;
        }
        catch
        {
            consumer.Tell(new StopConsuming());
            throw;
        }
    }

    /// <summary>What a queue holds, or null where there is none of that name.</summary>
    public Task<QueueState?> InspectAsync(string queue, CancellationToken cancellation = default) => _queues.InspectAsync(queue, cancellation);

    /// <summary>The messages that wait in a queue, at most <paramref name="limit"/>, left where they are. Unreadable ones are skipped.</summary>
    /// <exception cref="BrokerException">The queue has a single active consumer: the broker lets nobody look into it.</exception>
    public Task<IReadOnlyList<object>> BrowseAsync(string queue, int limit, CancellationToken cancellation = default) => _queues.BrowseAsync(queue, limit, cancellation);

    /// <summary>Sends what waits, for 5 s at most, then leaves: watchers elsewhere get <see cref="Terminated"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _left, 1) != 0)
            return;
        Watches.Dispose();
        if (Session is not null)
            await _outbox.FlushAsync().WaitAsync(FlushTimeout, System.Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _keeper.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Takes up a consumer again whose queue or channel is gone while the connection holds.</summary>
    internal async Task ResumeAsync(QueueConsumer consumer, QueueSpec queue, BrokerSession session)
    {
        if (consumer.IsStopped)
            return;
        try
        {
            await _queues.RepairAsync(queue).ConfigureAwait(false);
            await consumer.OpenAsync(session).ConfigureAwait(false);
        }
        catch (Exception cause)
        {
            // A new session puts everything in place again, and says so where it cannot.
            session.End($"the consumer of '{queue.Name}' could not be taken up again: {cause.Message}");
        }
    }

    private static void DemandName(string name, string what)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Contains('/', StringComparison.Ordinal) || Encoding.UTF8.GetByteCount(name) > LongestName)
            throw new ArgumentException($"'{name}' cannot name a {what}: names are not blank, hold no '/' and have at most {LongestName} bytes.", nameof(name));
    }

    private Task UseAsync(QueueSpec queue, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(queue);
        DemandName(queue.Name, "queue");
        return _queues.UseAsync(queue, cancellation);
    }

    private async Task PrepareAsync(BrokerSession session, CancellationToken cancellation)
    {
        var channel = await session.ChannelAsync(cancellation: cancellation).ConfigureAwait(false);
        await using (channel.ConfigureAwait(false))
        {
            await channel.ExchangeDeclareAsync(Route.Topics, ExchangeType.Topic, durable: true, cancellationToken: cancellation).ConfigureAwait(false);
            await ForeignMail.DeclareAsync(channel, cancellation).ConfigureAwait(false);
            await _queues.OpenAsync(channel, cancellation).ConfigureAwait(false);
            foreach (var letter in await _youngQueues.CheckAsync(channel, cancellation).ConfigureAwait(false))
                _outbox.TryPost(letter);
        }

        await _inbox.OpenAsync(session, cancellation).ConfigureAwait(false);
        foreach (var consumer in _consumers.Keys)
        {
            if (consumer.IsStopped)
                _consumers.TryRemove(consumer, out _);
            else
                await consumer.OpenAsync(session).ConfigureAwait(false);
        }
    }

    private void Announce(object news)
    {
        if (news is NetworkLost)
            _youngQueues.Suspect();
        else if (news is NetworkRestored)
            Watches.PlaceAgain();
        foreach (var subscriber in _inbox.Subscribers)
            subscriber.Tell(news);
    }
}

/// <summary>Counts since joining.</summary>
/// <param name="Sent">Messages given to the broker, without repetitions.</param>
/// <param name="Resent">Messages sent again because the broker had not confirmed them.</param>
/// <param name="Received">Messages delivered to actors of this node.</param>
/// <param name="Duplicates">Messages that arrived a second time and were dropped.</param>
/// <param name="Foreign">Messages that were not the catalogue's, or too large, and were put aside.</param>
/// <param name="Unreachable">Messages that became dead letters because their node is not there.</param>
public readonly record struct NetworkCounts(long Sent, long Resent, long Received, long Duplicates, long Foreign, long Unreachable);
