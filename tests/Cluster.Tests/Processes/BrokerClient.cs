using System.Globalization;
using System.Text;
using Bss2.Actors.Remoting.RabbitMq;
using Bss2.Actors.Runtime;
using Bss2.TestKit.Broker;
using RabbitMQ.Client;

namespace Bss2.Cluster.Tests.Processes;

/// <summary>The test itself on the broker: as a member of the cluster, or as somebody who knows nothing of it.</summary>
internal static class BrokerClient
{
    private static ReadOnlySpan<byte> Foreign => "Are you well?"u8;

    public static BrokerOptions Options(PrivateBroker broker) => new() { Host = broker.Host, Port = broker.Port, Credentials = new("guest", "guest") };

    /// <summary>Joins the cluster under a name of its own.</summary>
    public static Task<RabbitMqNetwork> JoinAsync(PrivateBroker broker, ActorSystem system) => RabbitMqNetwork.JoinAsync(system, Options(broker));

    /// <summary>Puts bytes that mean nothing into a queue.</summary>
    public static async Task PublishForeignAsync(PrivateBroker broker, string queue)
    {
        await using var connection = await ConnectAsync(broker);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        await channel.BasicPublishAsync("", queue, mandatory: true, Foreign.ToArray());
    }

    /// <summary>Takes from the queue of what was put aside what <see cref="PublishForeignAsync"/> has published.</summary>
    /// <returns>The queues that it was found in.</returns>
    public static async Task<List<string>> TakeForeignAsync(PrivateBroker broker, string queue)
    {
        await using var connection = await ConnectAsync(broker);
        await using var channel = await connection.CreateChannelAsync();
        var sources = new List<string>();
        while (await channel.BasicGetAsync(queue, autoAck: true) is { } message)
        {
            if (message.Body.Span.SequenceEqual(Foreign))
                sources.Add(Encoding.UTF8.GetString((byte[])message.BasicProperties.Headers!["source"]!));
        }

        return sources;
    }

    /// <summary>The value of a metric that a process serves, or 0 while it has none.</summary>
    public static async Task<double> MetricAsync(int port, string name)
    {
        using var client = new HttpClient();
        var page = await client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/metrics"));
        var line = page.Split('\n').FirstOrDefault(l => l.StartsWith(name + " ", StringComparison.Ordinal));
        return line is null ? 0 : double.Parse(line[(name.Length + 1)..], CultureInfo.InvariantCulture);
    }

    private static Task<IConnection> ConnectAsync(PrivateBroker broker) => new ConnectionFactory { HostName = broker.Host, Port = broker.Port }.CreateConnectionAsync();
}
