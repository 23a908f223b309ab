using System.Text;
using RabbitMQ.Client;

namespace Bss2.Actors.Remoting.RabbitMq;

/// <summary>Puts aside what no node of ours can have sent, or nobody can do, in a queue for the operator: bounded, the oldest goes first.</summary>
internal static class ForeignMail
{
    private const int MostMessages = 1000;
    private const long MostBytes = 64 * 1024 * 1024;
    private const int LongestReason = 1024;

    public static async Task DeclareAsync(IChannel channel, CancellationToken cancellation)
    {
        var bounds = new Dictionary<string, object?> { ["x-max-length"] = (long)MostMessages, ["x-max-length-bytes"] = MostBytes };
        await channel.ExchangeDeclareAsync(Route.Foreign, ExchangeType.Fanout, durable: true, cancellationToken: cancellation).ConfigureAwait(false);
        await channel.QueueDeclareAsync(Route.Foreign, durable: true, exclusive: false, autoDelete: false, bounds, cancellationToken: cancellation).ConfigureAwait(false);
        await channel.QueueBindAsync(Route.Foreign, Route.Foreign, "", cancellationToken: cancellation).ConfigureAwait(false);
    }

    /// <summary>Publishes a copy with the reason and where it came from.</summary>
    public static ValueTask PutAsideAsync(IChannel channel, string source, string reason, ReadOnlyMemory<byte> body)
    {
        var properties = new BasicProperties
        {
            Persistent = true,
            Headers = new Dictionary<string, object?>
            {
                ["reason"] = Encoding.UTF8.GetBytes(reason.Length <= LongestReason ? reason : reason[..LongestReason]),
                ["source"] = source,
            },
        };
        return channel.BasicPublishAsync(Route.Foreign, "", mandatory: false, properties, body);
    }
}
