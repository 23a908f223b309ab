using System.Collections.Concurrent;
using Bss2.Messages.Wire;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Bss2.Actors.Remoting.RabbitMq;

/// <summary>The work queues that this node uses: declared when first used and again on each session, looked into on throw-away channels.</summary>
internal sealed class Queues(SessionKeeper keeper, YoungQueues young, int maximumBytes)
{
    private const long DeliveryLimit = 20;
    private const ushort NotFound = 404;
    private const ushort ResourceLocked = 405;
    private const ushort PreconditionFailed = 406;

    /// <summary>How long work may stay in hand: a job trains for days. Brokers before 3.12 pass over this argument and have a setting of their own.</summary>
    private static readonly TimeSpan LongestWork = TimeSpan.FromDays(7);

    private readonly ConcurrentDictionary<string, QueueSpec> _known = new();

    /// <summary>Declares a queue, from now on for each session.</summary>
    public async Task UseAsync(QueueSpec queue, CancellationToken cancellation)
    {
        var isNew = queue.Kind == QueueKind.Persistent && await InspectAsync(queue.Name, cancellation).ConfigureAwait(false) is null;
        await DeclareAsync(queue, cancellation).ConfigureAwait(false);
        _known[queue.Name] = queue;
        if (isNew)
            young.Add(queue);
    }

    /// <summary>Whether a queue was declared by <see cref="UseAsync"/>.</summary>
    public bool Knows(QueueSpec queue) => _known.TryGetValue(queue.Name, out var known) && known == queue;

    /// <summary>Declares a queue that is missing, as it is for a message that came back.</summary>
    public async Task<bool> RepairAsync(QueueSpec queue)
    {
        try
        {
            await DeclareAsync(queue, CancellationToken.None).ConfigureAwait(false);
            return true;
        }
        catch (BrokerException)
        {
            return false;
        }
    }

    /// <summary>Puts all queues in place on a new session.</summary>
    public async Task OpenAsync(IChannel channel, CancellationToken cancellation)
    {
        foreach (var queue in _known.Values)
            await DeclareOnAsync(channel, queue, cancellation).ConfigureAwait(false);
    }

    public Task<QueueState?> InspectAsync(string queue, CancellationToken cancellation) => keeper.DoAsync(async session =>
    {
        var channel = await session.ChannelAsync(cancellation: cancellation).ConfigureAwait(false);
        await using var _ = channel.ConfigureAwait(false);
        try
        {
            var found = await channel.QueueDeclarePassiveAsync(queue, cancellation).ConfigureAwait(false);
            return new QueueState(queue, found.MessageCount, found.ConsumerCount);
        }
        catch (OperationInterruptedException missing) when (missing.ShutdownReason?.ReplyCode == NotFound)
        {
            return null;
        }
    }, cancellation);

    public Task<IReadOnlyList<object>> BrowseAsync(string queue, int limit, CancellationToken cancellation) => keeper.DoAsync<IReadOnlyList<object>>(async session =>
    {
        var channel = await session.ChannelAsync(cancellation: cancellation).ConfigureAwait(false);
        await using var _ = channel.ConfigureAwait(false);
        var messages = new List<object>();
        ulong last = 0;
        try
        {
            while (messages.Count < limit && await channel.BasicGetAsync(queue, autoAck: false, cancellation).ConfigureAwait(false) is { } got)
            {
                last = got.DeliveryTag;
                if (Letterhead.Read(got.BasicProperties, out var _) is not null && WireCatalogue.TryDecode(got.Body.Span, out var message, out var _, maximumBytes))
                    messages.Add(message);
            }
        }
        catch (OperationInterruptedException missing) when (missing.ShutdownReason?.ReplyCode == NotFound)
        {
            return [];
        }
        catch (OperationInterruptedException refused) when (refused.ShutdownReason?.ReplyCode == ResourceLocked)
        {
            throw new BrokerException(BrokerFault.Refused, $"The broker does not let anybody look into '{queue}' beside its single active consumer; its length can be asked for.", refused);
        }

        if (last > 0)
            await channel.BasicNackAsync(last, multiple: true, requeue: true, cancellation).ConfigureAwait(false);
        return messages;
    }, cancellation);

    private Task<bool> DeclareAsync(QueueSpec queue, CancellationToken cancellation) => keeper.DoAsync(async session =>
    {
        var channel = await session.ChannelAsync(cancellation: cancellation).ConfigureAwait(false);
        await using var _ = channel.ConfigureAwait(false);
        await DeclareOnAsync(channel, queue, cancellation).ConfigureAwait(false);
        return true;
    }, cancellation);

    public static async Task DeclareOnAsync(IChannel channel, QueueSpec queue, CancellationToken cancellation)
    {
        var arguments = new Dictionary<string, object?>
        {
            ["x-dead-letter-exchange"] = Route.Foreign,
            ["x-consumer-timeout"] = (long)LongestWork.TotalMilliseconds,
        };
        if (queue.SingleActiveConsumer)
            arguments["x-single-active-consumer"] = true;
        if (queue.Kind == QueueKind.Persistent)
        {
            arguments["x-queue-type"] = "quorum";
            arguments["x-delivery-limit"] = DeliveryLimit;
        }

        try
        {
            await channel.QueueDeclareAsync(queue.Name, durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: cancellation).ConfigureAwait(false);
        }
        catch (OperationInterruptedException other) when (other.ShutdownReason?.ReplyCode is PreconditionFailed or ResourceLocked)
        {
            throw new BrokerException(
                BrokerFault.Refused,
                $"The queue '{queue.Name}' is there with other properties than {queue.Kind}{(queue.SingleActiveConsumer ? ", single active consumer" : "")} ({other.ShutdownReason.ReplyText}); delete it on the broker when it is empty, or use another name.",
                other);
        }
    }
}
