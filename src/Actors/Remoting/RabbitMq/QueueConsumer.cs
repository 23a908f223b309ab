using System.Collections.Concurrent;
using System.Threading.Channels;
using Bss2.Actors.Runtime;
using Bss2.Messages.Wire;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Bss2.Actors.Remoting.RabbitMq;

/// <summary>
/// Takes work from a queue for an actor, on a channel of its own. What the worker says about it is done in the order said, on the channel that the work came by: the answer
/// before the acknowledgement. When that channel is lost the broker gives the work to somebody else, and only the answer is sent.
/// </summary>
internal sealed class QueueConsumer : ActorRef
{
    private static long _lastTag;

    private readonly ConcurrentDictionary<ulong, WorkInHand> _inHand = new();

    // Bounded by the prefetch: each delivery is answered once.
    private readonly Channel<Order> _orders = Channel.CreateUnbounded<Order>(new() { SingleReader = true });
    private readonly RabbitMqNetwork _network;
    private readonly QueueSpec _queue;
    private readonly ActorRef _worker;
    private readonly ushort _prefetch;
    private readonly int _maximumBytes;
    private volatile IChannel? _channel;
    private BrokerSession? _openedOn;
    private volatile bool _stopped;
    private string _consumerTag = "";
    private ActorRef? _stopper;

    public QueueConsumer(RabbitMqNetwork network, QueueSpec queue, ActorRef worker, ushort prefetch, int maximumBytes)
        : base(network.System)
    {
        _network = network;
        _queue = queue;
        _worker = worker;
        _prefetch = prefetch;
        _maximumBytes = maximumBytes;
        _ = ObeyAsync();
        worker.AddWatcher(this);
    }

    public override string Path => $"consumer:{_queue.Name}";

    /// <summary>Whether it will not take work again, on no session.</summary>
    public bool IsStopped => _stopped;

    public override void Tell(object message, ActorRef? sender = null)
    {
        switch (message)
        {
            case WorkDone done when _inHand.TryGetValue(done.Tag, out var work):
                Finish(work, done);
                break;
            case WorkReturned returned when _inHand.TryRemove(returned.Tag, out var work):
                _orders.Writer.TryWrite(new(OrderKind.Return, work));
                break;
            case WorkRefused refused when _inHand.TryRemove(refused.Tag, out var work):
                _orders.Writer.TryWrite(new(OrderKind.Refuse, work, _network.Post.Write(Route.ToQueue(_queue), work.Message, null), refused.Reason));
                break;
            case StopConsuming:
                _stopper = sender;
                _stopped = true;
                _orders.Writer.TryWrite(new(OrderKind.Stop));
                break;
            default:
                _network.Post.DeadLetter(message, sender, this, DeadLetterReason.Unhandled);
                break;
        }
    }

    internal override void Stop() => Tell(new StopConsuming());

    /// <summary>The worker has ended: what it had in hand is for others.</summary>
    internal override void NotifyTerminated(ActorRef ended)
    {
        Tell(new StopConsuming());
        foreach (var tag in _inHand.Keys)
            Tell(new WorkReturned(tag));
    }

    /// <summary>Starts to take work on a session, on a new channel.</summary>
    public Task OpenAsync(BrokerSession session)
    {
        var opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _orders.Writer.TryWrite(new(OrderKind.Open, Session: session, Opened: opened));
        return opened.Task;
    }

    private void Finish(WorkInHand work, WorkDone done)
    {
        Letter? reply = null;
        if (done.Reply is { } answer)
        {
            if (work.ReplyTo is RemoteRef remote)
                reply = _network.Post.Write(remote.Route, answer, done.Replier);
            else
                work.ReplyTo.Tell(answer, done.Replier);
        }

        // Only now: an answer that cannot travel is the worker's fault, and leaves the work in its hand.
        _inHand.TryRemove(done.Tag, out _);
        _orders.Writer.TryWrite(new(OrderKind.Finish, work, reply));
    }

    private async Task ObeyAsync()
    {
        await foreach (var order in _orders.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                await ObeyAsync(order).ConfigureAwait(false);
            }
            catch (Exception cause)
            {
                order.Opened?.TrySetException(cause);
                // The channel was lost under it, so the broker gives the work to others; the answer, sent or not, goes the other way too and is taken once.
                if (order is { Kind: OrderKind.Finish, Letter: { } reply })
                {
                    _network.Post.Send(reply);
                    continue;
                }

                if (order.Kind == OrderKind.Stop)
                    _stopper?.Tell(new ConsumingStopped(), this);
            }

            order.Letter?.Dispose();
        }
    }

    private async ValueTask ObeyAsync(Order order)
    {
        var work = order.Work;
        switch (order.Kind)
        {
            case OrderKind.Finish:
                if (order.Letter is { } reply)
                {
                    DemandOpen(work!.Channel);
                    await work.Channel.BasicPublishAsync(reply.Route.Exchange, reply.Route.Key, reply.Route.Mandatory, reply.Properties, reply.Body).ConfigureAwait(false);
                    _network.Counters.Sent();
                }

                await work!.Channel.BasicAckAsync(work.DeliveryTag, multiple: false).ConfigureAwait(false);
                break;
            case OrderKind.Return:
                await work!.Channel.BasicNackAsync(work.DeliveryTag, multiple: false, requeue: true).ConfigureAwait(false);
                break;
            case OrderKind.Refuse:
                await ForeignMail.PutAsideAsync(work!.Channel, _queue.Name, order.Reason, order.Letter!.Body).ConfigureAwait(false);
                await work.Channel.BasicAckAsync(work.DeliveryTag, multiple: false).ConfigureAwait(false);
                break;
            case OrderKind.Open:
                await OpenChannelAsync(order.Session!).ConfigureAwait(false);
                order.Opened!.TrySetResult();
                break;
            case OrderKind.Stop:
                await CancelAsync().ConfigureAwait(false);
                break;
        }
    }

    private async Task OpenChannelAsync(BrokerSession session)
    {
        if (_stopped || (session == _openedOn && _channel is { IsOpen: true }))
            return;
        var channel = await session.ChannelAsync(cancellation: session.Lost).ConfigureAwait(false);
        channel.BasicReturnAsync += (_, returned) =>
        {
            _network.Post.Returned(returned);
            return Task.CompletedTask;
        };
        await channel.BasicQosAsync(0, _prefetch, global: false, session.Lost).ConfigureAwait(false);
        _channel = channel;
        try
        {
            _consumerTag = await channel.BasicConsumeAsync(_queue.Name, autoAck: false, new Reader(this, session, channel), session.Lost).ConfigureAwait(false);
        }
        catch (OperationCanceledException silence) when (!session.IsLost)
        {
            throw new BrokerException(
                BrokerFault.Refused,
                $"The queue '{_queue.Name}' does not answer: too few of its members run, or the broker could not recover it. Wait for the broker's cluster to be complete, or look at its log and delete the queue.",
                silence);
        }

        _openedOn = session;
    }

    private async Task CancelAsync()
    {
        if (_channel is { IsOpen: true } channel)
            await channel.BasicCancelAsync(_consumerTag).ConfigureAwait(false);
        else
            _stopper?.Tell(new ConsumingStopped(), this);
    }

    private static void DemandOpen(IChannel channel)
    {
        if (!channel.IsOpen)
            throw new InvalidOperationException("The channel is closed.");
    }

    private async Task DeliverAsync(IChannel channel, ulong deliveryTag, bool redelivered, IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body)
    {
        object? message = null;
        WireFault? wireFault = null;
        var head = Letterhead.Read(properties, out var fault);
        if (head is null || !WireCatalogue.TryDecode(body.Span, out message, out wireFault, _maximumBytes))
        {
            _network.Counters.Foreign();
            await ForeignMail.PutAsideAsync(channel, _queue.Name, wireFault?.ToString() ?? fault, body).ConfigureAwait(false);
            await channel.BasicAckAsync(deliveryTag, multiple: false).ConfigureAwait(false);
            return;
        }

        // What comes again because a worker was lost is no duplicate.
        if (!redelivered && _network.Duplicates.SeenBefore(head.Incarnation, head.Id))
        {
            _network.Counters.Duplicate();
            await channel.BasicAckAsync(deliveryTag, multiple: false).ConfigureAwait(false);
            return;
        }

        _network.Counters.Received();
        var tag = (ulong)Interlocked.Increment(ref _lastTag);
        var replyTo = _network.Addresses.Resolve(head.From);
        var wait = System.Time.GetUtcNow() - DateTimeOffset.UnixEpoch - TimeSpan.FromMilliseconds(Math.Clamp(head.At, 0, long.MaxValue / TimeSpan.TicksPerMillisecond / 2));
        _inHand[tag] = new(channel, deliveryTag, replyTo, message);
        _worker.Tell(new WorkDelivered(message, replyTo, redelivered, wait < TimeSpan.Zero ? TimeSpan.Zero : wait, tag), this);
    }

    private enum OrderKind { Open, Finish, Return, Refuse, Stop }

    /// <summary>What is to be done with the work; the letter is the answer, or the refused work itself.</summary>
    private sealed record Order(
        OrderKind Kind,
        WorkInHand? Work = null,
        Letter? Letter = null,
        string Reason = "",
        BrokerSession? Session = null,
        TaskCompletionSource? Opened = null);

    private sealed record WorkInHand(IChannel Channel, ulong DeliveryTag, ActorRef ReplyTo, object Message);

    private sealed class Reader(QueueConsumer consumer, BrokerSession session, IChannel channel) : AsyncDefaultBasicConsumer(channel)
    {
        public override Task HandleBasicDeliverAsync(
            string consumerTag,
            ulong deliveryTag,
            bool redelivered,
            string exchange,
            string routingKey,
            IReadOnlyBasicProperties properties,
            ReadOnlyMemory<byte> body,
            CancellationToken cancellationToken = default) => consumer.DeliverAsync(Channel, deliveryTag, redelivered, properties, body);

        /// <summary>Comes after the last delivery.</summary>
        public override Task HandleBasicCancelOkAsync(string consumerTag, CancellationToken cancellationToken = default)
        {
            consumer._stopper?.Tell(new ConsumingStopped(), consumer);
            return Task.CompletedTask;
        }

        /// <summary>The queue was deleted: it is declared anew, and work goes on.</summary>
        public override Task HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken = default)
        {
            consumer._openedOn = null;
            _ = consumer._network.ResumeAsync(consumer, consumer._queue, session);
            return Task.CompletedTask;
        }

        public override Task HandleChannelShutdownAsync(object channel, ShutdownEventArgs reason)
        {
            if (!session.IsLost && consumer._channel == Channel)
                _ = consumer._network.ResumeAsync(consumer, consumer._queue, session);
            return Task.CompletedTask;
        }
    }
}
