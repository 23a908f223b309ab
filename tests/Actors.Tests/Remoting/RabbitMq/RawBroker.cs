using System.Text;
using Bss2.TestKit.Broker;
using RabbitMQ.Client;

namespace Bss2.Actors.Tests.Remoting.RabbitMq;

/// <summary>A stranger on the broker: publishes what it likes, and looks into queues.</summary>
internal sealed class RawBroker : IAsyncDisposable
{
    private readonly IConnection _connection;

    private RawBroker(IConnection connection, IChannel channel)
    {
        _connection = connection;
        Channel = channel;
    }

    public IChannel Channel { get; }

    public static async Task<RawBroker> ConnectAsync(PrivateBroker broker)
    {
        var connection = await new ConnectionFactory { HostName = broker.Host, Port = broker.Port }.CreateConnectionAsync();
        return new(connection, await connection.CreateChannelAsync());
    }

    public Task PurgeAsync(string queue) => Channel.QueuePurgeAsync(queue);

    /// <summary>Takes the next message of a queue, with the reason in its headers.</summary>
    public async Task<(byte[] Body, string Reason)> NextAsync(string queue)
    {
        BasicGetResult? got = null;
        await Until.True(async () => (got = await Channel.BasicGetAsync(queue, autoAck: true)) is not null, $"a message in {queue}");
        return (got!.Body.ToArray(), Encoding.UTF8.GetString((byte[])got.BasicProperties.Headers!["reason"]!));
    }

    public async ValueTask DisposeAsync() => await _connection.DisposeAsync();
}
