using RabbitMQ.Client;

namespace Bss2.Actors.Remoting.RabbitMq;

/// <summary>
/// Quorum queues that this node has made a moment ago. A broker that is killed within about two seconds of a queue's declaration may come back with a queue that is there but
/// answers nobody, and what was confirmed is gone with it (seen on 3.10.8). So what goes to a young queue is kept for a while, and after an interruption young queues are
/// asked; one that does not answer is deleted, declared anew and filled again. Older queues are left alone: they may only lack the majority of their members.
/// </summary>
internal sealed class YoungQueues(BrokerConnector connector, TimeProvider time)
{
    private const int MostLetters = 1000;

    private static readonly TimeSpan Youth = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly List<Young> _young = [];
    private List<Young> _suspects = [];

    /// <summary>Notes a queue that was not there before.</summary>
    public void Add(QueueSpec queue)
    {
        lock (_gate)
        {
            ForgetOld();
            _young.Add(new(queue, time.GetTimestamp(), []));
        }
    }

    /// <summary>Keeps a confirmed letter to a young queue. False where its queue is none.</summary>
    public bool TryKeep(Letter letter)
    {
        if (letter.Route.Queue is not { Kind: QueueKind.Persistent } queue)
            return false;
        lock (_gate)
        {
            ForgetOld();
            if (_young.Find(young => young.Queue == queue) is not { } found || found.Letters.Count >= MostLetters)
                return false;
            found.Letters.Add(letter);
            return true;
        }
    }

    /// <summary>The broker is out of reach: the queues that are young now are to be asked later.</summary>
    public void Suspect()
    {
        lock (_gate)
        {
            ForgetOld();
            _suspects = [.. _suspects.Union(_young)];
            _young.Clear();
        }
    }

    /// <summary>Replaces the suspects that do not answer, and returns what is to be sent to them again.</summary>
    public async Task<List<Letter>> CheckAsync(IChannel channel, CancellationToken cancellation)
    {
        var again = new List<Letter>();
        foreach (var suspect in _suspects)
        {
            if (await AnswersAsync(suspect.Queue.Name, cancellation).ConfigureAwait(false))
            {
                suspect.Letters.ForEach(letter => letter.Dispose());
                continue;
            }

            await channel.QueueDeleteAsync(suspect.Queue.Name, ifUnused: false, ifEmpty: false, cancellationToken: cancellation).ConfigureAwait(false);
            await Queues.DeclareOnAsync(channel, suspect.Queue, cancellation).ConfigureAwait(false);
            Add(suspect.Queue);
            again.AddRange(suspect.Letters);
        }

        _suspects = [];
        return again;
    }

    /// <summary>Whether a queue accepts a consumer. Asked on a connection of its own: the channel, and with it its connection, hangs where the queue does not answer.</summary>
    private async Task<bool> AnswersAsync(string queue, CancellationToken cancellation)
    {
        var session = new BrokerSession(await connector.ConnectAsync(cancellation).ConfigureAwait(false), isFirst: false, time.GetTimestamp());
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(AnswerTimeout);
        try
        {
            var channel = await session.ChannelAsync(cancellation: cancellation).ConfigureAwait(false);
            await channel.BasicQosAsync(0, 1, global: false, cancellation).ConfigureAwait(false);
            await channel.BasicConsumeAsync(queue, autoAck: false, new AsyncDefaultBasicConsumer(channel), patience.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested && !session.IsLost)
        {
            return false;
        }
        finally
        {
            // Not awaited: closing hangs as well.
            _ = session.DisposeAsync().AsTask();
        }
    }

    private void ForgetOld() => _young.RemoveAll(young =>
    {
        if (time.GetElapsedTime(young.CreatedAt) < Youth)
            return false;
        young.Letters.ForEach(letter => letter.Dispose());
        return true;
    });

    private sealed record Young(QueueSpec Queue, long CreatedAt, List<Letter> Letters);
}
