namespace Bss2.Actors.Remoting.RabbitMq;

/// <summary>Keeps one session after the other open: finds that one is lost, seeks the broker until patience ends, and has everything put in place again.</summary>
internal sealed class SessionKeeper(BrokerConnector connector, Outbox outbox, TimeProvider time, TimeSpan patience) : IAsyncDisposable
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(500);

    /// <summary>A name is free again some milliseconds after its owner's death: worth waiting for when a node is started anew.</summary>
    private const int FirstAttempts = 3;

    private readonly CancellationTokenSource _leaving = new();
    private volatile TaskCompletionSource<BrokerSession> _current = NewPromise();
    private Task _keeping = Task.CompletedTask;

    /// <summary>Puts queues and consumers in place on a new session.</summary>
    public required Func<BrokerSession, CancellationToken, Task> Prepare { get; init; }

    /// <summary>Takes the <see cref="NetworkLost"/> family of events.</summary>
    public required Action<object> Announce { get; init; }

    /// <summary>The session in use, or null while there is none.</summary>
    public BrokerSession? Current => _current.Task is { IsCompletedSuccessfully: true } task && task.GetAwaiter().GetResult() is { IsLost: false } session ? session : null;

    /// <summary>Opens the first session and keeps it and those that follow.</summary>
    /// <exception cref="BrokerException">It cannot be opened.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                _keeping = KeepAsync(await OpenAsync(isFirst: true, cancellation).ConfigureAwait(false));
                return;
            }
            catch (Exception cause) when (!cancellation.IsCancellationRequested)
            {
                var fault = connector.Explain(cause);
                if (fault.Fault != BrokerFault.DuplicateName || attempt == FirstAttempts)
                    throw fault;
            }

            await Task.Delay(RetryPause, time, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Does something on the session in use; on the next one again where a session is lost meanwhile.</summary>
    /// <exception cref="BrokerException">The broker refused, or is gone for good.</exception>
    public async Task<T> DoAsync<T>(Func<BrokerSession, Task<T>> action, CancellationToken cancellation = default)
    {
        while (true)
        {
            var session = await _current.Task.WaitAsync(cancellation).ConfigureAwait(false);
            try
            {
                if (!session.IsLost)
                    return await action(session).ConfigureAwait(false);
            }
            catch (Exception cause) when (cause is not BrokerException && !cancellation.IsCancellationRequested)
            {
                if (!session.IsLost)
                    throw connector.Explain(cause);
            }

            await session.Retired.Task.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Closes the session for good.</summary>
    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync().ConfigureAwait(false);
        await _keeping.ConfigureAwait(false);
        _leaving.Dispose();
    }

    private static TaskCompletionSource<BrokerSession> NewPromise() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task KeepAsync(BrokerSession first)
    {
        var next = first;
        while (next is { } session)
        {
            using var leaving = _leaving.Token.Register(() => session.End("the node leaves"));
            var caughtUp = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var sending = outbox.RunAsync(session, caughtUp);
            await caughtUp.Task.ConfigureAwait(false);
            var isUsable = !session.IsLost;
            if (isUsable)
            {
                _current.SetResult(session);
                if (!session.IsFirst)
                    Announce(new NetworkRestored());
            }

            var reason = await session.Ended.WaitAsync(CancellationToken.None).ConfigureAwait(false);
            await sending.ConfigureAwait(false);
            if (isUsable)
                _current = NewPromise();
            session.Retired.TrySetResult();
            var closing = session.DisposeAsync();
            if (_leaving.IsCancellationRequested)
            {
                await closing.ConfigureAwait(false);
                break;
            }

            if (isUsable || session.IsFirst)
                Announce(new NetworkLost(reason));
            next = await ReopenAsync().ConfigureAwait(false);
        }

        // Whoever waits for a session from now on learns that there will be none.
        _current.TrySetException(new BrokerException(BrokerFault.Unreachable, "The network has been left; join it again."));
        outbox.Close(new BrokerException(BrokerFault.Unreachable, "The network was left before the broker had confirmed the message."));
    }

    /// <summary>The next session, or null where patience ended or the node leaves.</summary>
    private async Task<BrokerSession?> ReopenAsync()
    {
        var since = time.GetTimestamp();
        while (!_leaving.IsCancellationRequested)
        {
            try
            {
                return await OpenAsync(isFirst: false, _leaving.Token).ConfigureAwait(false);
            }
            catch (Exception cause) when (!_leaving.IsCancellationRequested)
            {
                if (time.GetElapsedTime(since) >= patience)
                {
                    Abandon(connector.Explain(cause));
                    return null;
                }
            }
            catch (OperationCanceledException)
            {
                return null;
            }

            await Task.Delay(RetryPause, time, _leaving.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return null;
    }

    private void Abandon(BrokerException cause)
    {
        var fault = new BrokerException(cause.Fault, $"The broker did not come back within {patience.TotalSeconds:0} s. {cause.Message}", cause);
        _current.TrySetException(fault);
        outbox.Close(fault);
        Announce(new NetworkAbandoned(fault.Message));
    }

    private async Task<BrokerSession> OpenAsync(bool isFirst, CancellationToken cancellation)
    {
        var connection = await connector.ConnectAsync(cancellation).ConfigureAwait(false);
        var session = new BrokerSession(connection, isFirst, time.GetTimestamp());
        try
        {
            await Prepare(session, cancellation).ConfigureAwait(false);
            return session;
        }
        catch
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
