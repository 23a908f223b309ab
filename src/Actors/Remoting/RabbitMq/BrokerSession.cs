using RabbitMQ.Client;

namespace Bss2.Actors.Remoting.RabbitMq;

/// <summary>One connection from its opening to its end. Whatever goes wrong on it ends it as a whole, and the network opens the next.</summary>
internal sealed class BrokerSession : IAsyncDisposable
{
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(2);

    private readonly IConnection _connection;
    private readonly CancellationTokenSource _lost = new();
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public BrokerSession(IConnection connection, bool isFirst, long openedAt)
    {
        _connection = connection;
        IsFirst = isFirst;
        OpenedAt = openedAt;
        Lost = _lost.Token;
        connection.ConnectionShutdownAsync += (_, reason) =>
        {
            End(reason.Exception?.Message ?? reason.ReplyText);
            return Task.CompletedTask;
        };
        if (!connection.IsOpen)
            End(connection.CloseReason?.ReplyText ?? "the connection closed while it was opened");
    }

    /// <summary>Cancelled when the connection has ended.</summary>
    public CancellationToken Lost { get; }

    /// <summary>Completes with the reason when the connection has ended.</summary>
    public Task<string> Ended => _ended.Task;

    public bool IsLost => _ended.Task.IsCompleted || !_connection.IsOpen;

    /// <summary>Completes when the network seeks another.</summary>
    public TaskCompletionSource Retired { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether no other connection came before.</summary>
    public bool IsFirst { get; }

    /// <summary>Time stamp of the opening, by the system's clock.</summary>
    public long OpenedAt { get; }

    /// <summary>A channel without which the network cannot go on: it ends the session when it is closed.</summary>
    public async Task<IChannel> VitalChannelAsync(CreateChannelOptions options, CancellationToken cancellation)
    {
        var channel = await ChannelAsync(options, cancellation).ConfigureAwait(false);
        channel.ChannelShutdownAsync += (_, reason) =>
        {
            End(reason.ReplyText);
            return Task.CompletedTask;
        };
        return channel;
    }

    public Task<IChannel> ChannelAsync(CreateChannelOptions? options = null, CancellationToken cancellation = default) => _connection.CreateChannelAsync(options, cancellation);

    /// <summary>Ends the session; the first reason counts.</summary>
    public void End(string reason)
    {
        if (_ended.TrySetResult(reason))
            _ = _lost.CancelAsync();
    }

    /// <summary>Closes the connection, or gives it up where the broker does not answer.</summary>
    public async ValueTask DisposeAsync()
    {
        End("closed");
        await _connection.AbortAsync(CloseTimeout).ConfigureAwait(false);
        await _connection.DisposeAsync().ConfigureAwait(false);
        // Whoever still waits for the token gets it before the source goes.
        await _lost.CancelAsync().ConfigureAwait(false);
    }
}
