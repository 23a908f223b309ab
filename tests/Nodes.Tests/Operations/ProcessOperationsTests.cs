using System.Net;
using System.Net.Sockets;
using System.Text;
using Bss2.Nodes.Commands;
using Bss2.Nodes.Operations;

namespace Bss2.Nodes.Tests.Operations;

public sealed class ProcessOperationsTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly StringWriter _output = new();

    public void Dispose() => _output.Dispose();

    [Fact]
    public async Task What_the_actors_say_is_what_the_pages_show()
    {
        await using var operations = await Start(new OperationsOptions(new IPEndPoint(IPAddress.Loopback, 0)));
        using var client = new HttpClient { BaseAddress = operations.HttpAddress };

        Assert.Contains($"Health and metrics are served at {operations.HttpAddress}", _output.ToString(), StringComparison.Ordinal);
        operations.Health.Connected();
        operations.Meter.BlockFailed();
        Assert.Equal("ready\n", await client.GetStringAsync(new Uri("/health/ready", UriKind.Relative)));
        Assert.Contains("bss2_blocks_failed_total 1", await client.GetStringAsync(new Uri("/metrics", UriKind.Relative)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_port_nothing_is_served()
    {
        await using var operations = await Start(new OperationsOptions());

        Assert.Null(operations.HttpAddress);
        Assert.Equal("", _output.ToString());
    }

    [Fact]
    public async Task Metrics_are_sent_to_a_collector_at_the_latest_when_the_process_ends()
    {
        using var collector = new TcpListener(IPAddress.Loopback, 0);
        collector.Start();
        var received = ReceiveAsync(collector);

        await using (var operations = await Start(new OperationsOptions(Collector: new Uri($"http://{collector.LocalEndpoint}/"))))
        {
            operations.Meter.BlockDone(0.1, 0.01, 1000, redelivered: false);
        }

        var (head, body) = await received.WaitAsync(Patience);
        Assert.StartsWith("POST /v1/metrics HTTP/1.1", head, StringComparison.Ordinal);
        Assert.Contains("application/x-protobuf", head, StringComparison.Ordinal);
        Assert.Contains("bss2.neuron.steps", body, StringComparison.Ordinal);
        Assert.Contains("node-1", body, StringComparison.Ordinal);
    }

    private Task<ProcessOperations> Start(OperationsOptions options) =>
        ProcessOperations.StartAsync(options, "node-1", new Terminal(_output, _output, Interactive: false), LogLevel.Info);

    private static async Task<(string Head, string Body)> ReceiveAsync(TcpListener listener)
    {
        using var client = await listener.AcceptTcpClientAsync();
        await using var stream = client.GetStream();
        var bytes = new List<byte>();
        var buffer = new byte[4096];
        int end;
        while ((end = Encoding.Latin1.GetString([.. bytes]).IndexOf("\r\n\r\n", StringComparison.Ordinal)) < 0)
        {
            bytes.AddRange(buffer.AsSpan(0, await stream.ReadAtLeastAsync(buffer, 1)));
        }

        var head = Encoding.Latin1.GetString([.. bytes[..end]]);
        var length = int.Parse(head.Split("\r\n").Single(l => l.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)).Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);
        while (bytes.Count < end + 4 + length)
        {
            bytes.AddRange(buffer.AsSpan(0, await stream.ReadAtLeastAsync(buffer, 1)));
        }

        await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
        return (head, Encoding.Latin1.GetString([.. bytes[(end + 4)..]]));
    }
}
