using System.Collections.Concurrent;
using Bss2.Actors.Runtime;
using Bss2.Messages.Wire;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Bss2.Actors.Remoting.RabbitMq;

/// <summary>
/// The node's own queue, which goes with its connection: what others tell its actors, and the topics that they have subscribed to. Mailboxes bound what waits in this
/// process, the prefetch what is on its way.
/// </summary>
internal sealed class Inbox(RabbitMqNetwork network, int maximumBytes)
{
    private const ushort Prefetch = 256;

    // Acknowledging lets the broker forget; the queue dies with the connection, so nothing is ever delivered again.
    private const int AcknowledgeAfter = 64;
    private const long AcknowledgeAfterBytes = 1024 * 1024;

    private const ushort ResourceLocked = 405;

    private readonly ConcurrentDictionary<string, ActorRef[]> _subscribers = new();
    private readonly string _queue = Route.InboxOf(network.System.Name);

    /// <summary>Actors that have subscribed to any topic.</summary>
    public IEnumerable<ActorRef> Subscribers => _subscribers.Values.SelectMany(actors => actors).Distinct();

    /// <summary>Takes the node's name and starts to read.</summary>
    /// <exception cref="BrokerException">The name is taken.</exception>
    public async Task OpenAsync(BrokerSession session, CancellationToken cancellation)
    {
        var channel = await session.VitalChannelAsync(new(publisherConfirmationsEnabled: false, publisherConfirmationTrackingEnabled: false), cancellation).ConfigureAwait(false);
        try
        {
            await channel.QueueDeclareAsync(_queue, durable: false, exclusive: true, autoDelete: true, cancellationToken: cancellation).ConfigureAwait(false);
        }
        catch (OperationInterruptedException taken) when (taken.ShutdownReason?.ReplyCode == ResourceLocked)
        {
            throw new BrokerException(
                BrokerFault.DuplicateName,
                $"A node named '{network.System.Name}' is connected to this broker already; choose another name. The name of a node that hangs is free about three heartbeats later.",
                taken);
        }

        foreach (var topic in _subscribers.Keys)
            await BindAsync(channel, topic, cancellation).ConfigureAwait(false);
        await channel.BasicQosAsync(0, Prefetch, global: false, cancellation).ConfigureAwait(false);
        await channel.BasicConsumeAsync(_queue, autoAck: false, new Reader(this, channel, session), cancellation).ConfigureAwait(false);
    }

    /// <summary>Adds a subscriber; it gets what is told from the completion on.</summary>
    public async Task SubscribeAsync(SessionKeeper keeper, string topic, ActorRef subscriber)
    {
        _subscribers.AddOrUpdate(topic, [subscriber], (_, present) => present.Contains(subscriber) ? present : [.. present, subscriber]);
        await keeper.DoAsync(async session =>
        {
            await using var channel = await session.ChannelAsync().ConfigureAwait(false);
            await BindAsync(channel, topic, CancellationToken.None).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);
    }

    private Task BindAsync(IChannel channel, string topic, CancellationToken cancellation) =>
        channel.QueueBindAsync(_queue, Route.Topics, topic, cancellationToken: cancellation);

    /// <summary>Anybody may send anything: what we did not think of must not end the reading.</summary>
    private string? TakeSafely(string exchange, string routingKey, IReadOnlyBasicProperties properties, ReadOnlySpan<byte> body)
    {
        try
        {
            return Take(exchange, routingKey, properties, body);
        }
        catch (Exception cause)
        {
            return $"{cause.GetType().Name}: {cause.Message}";
        }
    }

    /// <summary>Null where the message was ours, else what is wrong with it.</summary>
    private string? Take(string exchange, string routingKey, IReadOnlyBasicProperties properties, ReadOnlySpan<byte> body)
    {
        if (Letterhead.Read(properties, out var fault) is not { } head)
            return fault;
        var isTopic = exchange == Route.Topics;
        if (isTopic && head.Incarnation == network.Post.Incarnation)
            return null;
        if (network.Duplicates.SeenBefore(head.Incarnation, head.Id))
        {
            network.Counters.Duplicate();
            return null;
        }

        if (Addresses.Split(head.From) is var (node, path))
        {
            network.Watches.Heard(node, head.Incarnation);
            if (head.Kind != LetterKind.Tell)
            {
                network.Watches.Receive(head, node, path);
                return null;
            }
        }
        else if (head.Kind != LetterKind.Tell)
        {
            return $"a '{head.Kind}' from nobody; header 'from' must name node and path";
        }

        var recipients = isTopic ? SubscribersOf(routingKey) : [];
        if (isTopic && recipients.Length == 0)
            return null;
        if (!WireCatalogue.TryDecode(body, out var message, out var wireFault, maximumBytes))
            return wireFault.ToString();
        var sender = head.From is null ? null : network.Addresses.Resolve(head.From);
        if (isTopic)
        {
            foreach (var recipient in recipients)
                Deliver(recipient, message, sender);
        }
        else if (network.Addresses.Local(head.To ?? "") is { } recipient)
        {
            Deliver(recipient, message, sender);
        }
        else
        {
            network.Post.DeadLetter(message, sender, network.Addresses.Remote(network.System.Name, head.To ?? "/"), DeadLetterReason.NobodyThere);
        }

        return null;
    }

    private void Deliver(ActorRef recipient, object message, ActorRef? sender)
    {
        network.Counters.Received();
        recipient.Tell(message, sender);
    }

    /// <summary>The subscribers of a topic that are still alive.</summary>
    private ActorRef[] SubscribersOf(string topic)
    {
        if (!_subscribers.TryGetValue(topic, out var present))
            return [];
        var living = present.Where(IsThere).ToArray();
        if (living.Length < present.Length)
            _subscribers.TryUpdate(topic, living, present);
        return living;
    }

    private bool IsThere(ActorRef subscriber) => subscriber is not Cell || network.System.Find(subscriber.Path) == subscriber;

    private void CountForeign() => network.Counters.Foreign();

    private sealed class Reader(Inbox inbox, IChannel channel, BrokerSession session) : AsyncDefaultBasicConsumer(channel)
    {
        private int _unacknowledged;
        private long _unacknowledgedBytes;

        public override async Task HandleBasicDeliverAsync(
            string consumerTag,
            ulong deliveryTag,
            bool redelivered,
            string exchange,
            string routingKey,
            IReadOnlyBasicProperties properties,
            ReadOnlyMemory<byte> body,
            CancellationToken cancellationToken = default)
        {
            if (inbox.TakeSafely(exchange, routingKey, properties, body.Span) is { } fault)
            {
                inbox.CountForeign();
                await ForeignMail.PutAsideAsync(Channel, inbox._queue, fault, body).ConfigureAwait(false);
            }

            _unacknowledgedBytes += body.Length;
            if (++_unacknowledged < AcknowledgeAfter && _unacknowledgedBytes < AcknowledgeAfterBytes)
                return;
            _unacknowledged = 0;
            _unacknowledgedBytes = 0;
            await Channel.BasicAckAsync(deliveryTag, multiple: true, cancellationToken).ConfigureAwait(false);
        }

        /// <summary>Somebody deleted the node's queue: the next session declares it anew.</summary>
        public override Task HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken = default)
        {
            session.End($"the queue '{inbox._queue}' was deleted");
            return Task.CompletedTask;
        }
    }
}
