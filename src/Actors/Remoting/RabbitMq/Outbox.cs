using System.Threading.Channels;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Bss2.Actors.Remoting.RabbitMq;

/// <summary>
/// Everything that actors tell others elsewhere, in order: bounded, given to the broker by one loop, kept until confirmed, given again after a lost connection or a refusal.
/// Telling never waits: what does not fit is a dead letter.
/// </summary>
internal sealed class Outbox(TimeProvider time, Counters counters)
{
    private const int Capacity = 16_384;
    private const long CapacityBytes = 512L * 1024 * 1024;

    private static readonly TimeSpan RefusalPause = TimeSpan.FromMilliseconds(100);

    // The bound is kept by the two counts, which include what is unconfirmed.
    private readonly Channel<Letter> _waiting = Channel.CreateUnbounded<Letter>(new() { SingleReader = true });
    private readonly Unconfirmed _unconfirmed = new();
    private Letter? _inHand;
    private TaskCompletionSource? _empty;
    private int _count;
    private long _bytes;
    private volatile bool _closed;

    /// <summary>Called for a letter whose queue is not there; true where it is there now and the letter is to be sent again.</summary>
    public required Func<QueueSpec, Task<bool>> RepairQueue { get; init; }

    /// <summary>Called with what the broker has confirmed; true where it is to be kept for a while.</summary>
    public required Func<Letter, bool> TryKeep { get; init; }

    /// <summary>Called with what the broker returned because its node is not there.</summary>
    public required Action<BasicReturnEventArgs> Undeliverable { get; init; }

    /// <summary>Takes a letter, in order. False where there is no room, or the network is gone for good; the letter is disposed then.</summary>
    public bool TryPost(Letter letter)
    {
        var count = Interlocked.Increment(ref _count);
        var bytes = Interlocked.Add(ref _bytes, letter.Length);
        if (!_closed && count <= Capacity && bytes <= CapacityBytes)
        {
            _waiting.Writer.TryWrite(letter);
            return true;
        }

        Settle(letter, null);
        letter.Dispose();
        return false;
    }

    /// <summary>Sends over a session until it is lost: first what an earlier one left unconfirmed, then what comes.</summary>
    /// <param name="caughtUp">Completes when the former has been given to the broker.</param>
    public async Task RunAsync(BrokerSession session, TaskCompletionSource caughtUp)
    {
        try
        {
            var options = new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: false);
            var channel = await session.VitalChannelAsync(options, session.Lost).ConfigureAwait(false);
            var left = _unconfirmed.TakeAll(channel);
            Listen(channel);
            await SendAgainAsync(session, channel, left).ConfigureAwait(false);
            caughtUp.TrySetResult();
            while (!session.IsLost)
            {
                if (_inHand is null && !_waiting.Reader.TryRead(out _inHand))
                    await _waiting.Reader.WaitToReadAsync(session.Lost).ConfigureAwait(false);
                else
                    await SendAsync(session, channel, _inHand).ConfigureAwait(false);
            }
        }
        catch (Exception cause)
        {
            // Nothing is lost by it: what was not confirmed is sent again over the next session.
            session.End(cause.Message);
        }
        finally
        {
            caughtUp.TrySetResult();
        }
    }

    /// <summary>Completes when everything has been confirmed.</summary>
    public Task FlushAsync()
    {
        var empty = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _empty, empty);
        if (Volatile.Read(ref _count) == 0)
            empty.TrySetResult();
        return empty.Task;
    }

    /// <summary>Ends everything: whoever waits for a confirmation gets the reason.</summary>
    public void Close(Exception reason)
    {
        _closed = true;
        foreach (var letter in _unconfirmed.TakeAll(null))
            Finish(letter, reason);
        if (Interlocked.Exchange(ref _inHand, null) is { } inHand)
            Finish(inHand, reason);
        while (_waiting.Reader.TryRead(out var letter))
            Finish(letter, reason);
    }

    private async Task SendAgainAsync(BrokerSession session, IChannel channel, List<Letter> left)
    {
        left.RemoveAll(letter =>
        {
            if (letter.Fleeting)
                Finish(letter, null);
            return letter.Fleeting;
        });
        // All get their numbers first, so that they keep their place whenever the session is lost. There is room: they were unconfirmed together before.
        foreach (var letter in left)
            _ = _unconfirmed.TryAdd(letter);
        foreach (var letter in left)
            await PublishAsync(session, channel, letter).ConfigureAwait(false);
    }

    private async Task SendAsync(BrokerSession session, IChannel channel, Letter letter)
    {
        while (_unconfirmed.TryAdd(letter) is { } room)
            await room.WaitAsync(session.Lost).ConfigureAwait(false);
        _inHand = null;
        await PublishAsync(session, channel, letter).ConfigureAwait(false);
    }

    private async Task PublishAsync(BrokerSession session, IChannel channel, Letter letter)
    {
        letter.Returned = false;
        if (letter.Attempts++ == 0)
            counters.Sent();
        else
            counters.Resent();
        await channel.BasicPublishAsync(letter.Route.Exchange, letter.Route.Key, letter.Route.Mandatory, letter.Properties, letter.Body, session.Lost).ConfigureAwait(false);
    }

    private void Listen(IChannel channel)
    {
        channel.BasicAcksAsync += (_, ack) =>
        {
            foreach (var letter in _unconfirmed.Settle(channel, ack.DeliveryTag, ack.Multiple))
                Confirm(letter);
            return Task.CompletedTask;
        };
        channel.BasicNacksAsync += (_, nack) =>
        {
            foreach (var letter in _unconfirmed.Settle(channel, nack.DeliveryTag, nack.Multiple))
                SendLater(letter);
            return Task.CompletedTask;
        };
        channel.BasicReturnAsync += (_, returned) =>
        {
            _unconfirmed.MarkReturned(returned.BasicProperties.MessageId);
            Undeliverable(returned);
            return Task.CompletedTask;
        };
    }

    private void Confirm(Letter letter)
    {
        if (letter is { Returned: true, Route.Queue: { } queue })
            _ = RepairAsync(letter, queue);
        else
            Finish(letter, null);
    }

    private async Task RepairAsync(Letter letter, QueueSpec queue)
    {
        if (await RepairQueue(queue).ConfigureAwait(false))
            SendLater(letter);
        else
            Finish(letter, new BrokerException(BrokerFault.Refused, $"The queue '{queue.Name}' is gone and could not be declared anew; look at the broker's log."));
    }

    /// <summary>The pause keeps a broker that refuses everything from being asked in a tight loop.</summary>
    private void SendLater(Letter letter)
    {
        ITimer? timer = null;
        timer = time.CreateTimer(_ =>
        {
            timer?.Dispose();
            if (_closed)
                Finish(letter, new ObjectDisposedException(nameof(RabbitMqNetwork)));
            else
                _waiting.Writer.TryWrite(letter);
        }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        timer.Change(RefusalPause, Timeout.InfiniteTimeSpan);
    }

    private void Finish(Letter letter, Exception? fault)
    {
        Settle(letter, fault);
        if (fault is not null || letter.Fleeting || !TryKeep(letter))
            letter.Dispose();
    }

    private void Settle(Letter letter, Exception? fault)
    {
        if (fault is null)
            letter.Confirmed?.TrySetResult();
        else
            letter.Confirmed?.TrySetException(fault);
        Interlocked.Add(ref _bytes, -letter.Length);
        if (Interlocked.Decrement(ref _count) == 0)
            Volatile.Read(ref _empty)?.TrySetResult();
    }
}
