using System.Net;
using System.Net.Sockets;
using Bss2.Nodes.Operations;

namespace Bss2.Nodes.Tests.Operations;

public sealed class HealthServerTests : IAsyncLifetime, IDisposable
{
    private readonly HealthState _health = new();
    private readonly NodeMeter _meter = new();
    private readonly HttpClient _client = new();
    private MetricsText? _metrics;
    private HealthServer? _server;

    public async Task InitializeAsync()
    {
        _metrics = new MetricsText(_meter.Meter);
        _server = await HealthServer.StartAsync(new IPEndPoint(IPAddress.Loopback, 0), _health, _metrics);
        _client.BaseAddress = _server.Address;
    }

    public async Task DisposeAsync() => await _server!.DisposeAsync();

    public void Dispose()
    {
        _client.Dispose();
        _metrics?.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public async Task Live_asks_for_the_process_alone()
    {
        Assert.Equal((HttpStatusCode.OK, "alive\n"), await Get("/health/live"));

        _health.Failed("the node's actor has stopped");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "the node's actor has stopped\n"), await Get("/health/live"));
    }

    [Fact]
    public async Task Ready_needs_the_broker_and_ends_with_draining()
    {
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "not connected to the broker yet\n"), await Get("/health/ready"));

        _health.Connected();
        Assert.Equal((HttpStatusCode.OK, "ready\n"), await Get("/health/ready"));

        _health.Draining();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await Get("/health/ready")).Status);
    }

    [Fact]
    public async Task Metrics_are_served_in_the_text_format()
    {
        _meter.BlockDone(0.01, 0.001, 1000, redelivered: false);

        using var answer = await _client.GetAsync(new Uri("/metrics", UriKind.Relative));

        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        Assert.Contains("\nbss2_blocks_done_total 1\n", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_pages_and_other_methods_are_refused()
    {
        Assert.Equal(HttpStatusCode.NotFound, (await Get("/")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Get("/health/live/x")).Status);

        using var posted = await _client.PostAsync(new Uri("/metrics", UriKind.Relative), null);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, posted.StatusCode);
    }

    [Fact]
    public async Task A_head_request_is_answered_without_a_body()
    {
        using var answer = await _client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/health/live"));

        Assert.Equal((HttpStatusCode.OK, 6L), (answer.StatusCode, answer.Content.Headers.ContentLength));
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task A_port_in_use_is_refused_with_what_to_do()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var endpoint = (IPEndPoint)other.LocalEndpoint;

        var refused = await Assert.ThrowsAsync<IOException>(() => HealthServer.StartAsync(endpoint, _health, _metrics!));

        Assert.Equal($"Health and metrics cannot be served at {endpoint}: another process listens there. Choose another with --http-port PORT (0 serves nothing) or --http-address ADDRESS.", refused.Message);
    }

    [Fact]
    public async Task An_address_of_another_machine_is_refused()
    {
        // Of the range for documentation (RFC 5737): no machine has it.
        var refused = await Assert.ThrowsAsync<IOException>(() => HealthServer.StartAsync(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 0), _health, _metrics!));

        Assert.Contains("this machine has no such address", refused.Message, StringComparison.Ordinal);
    }

    private async Task<(HttpStatusCode Status, string Text)> Get(string path)
    {
        using var answer = await _client.GetAsync(new Uri(path, UriKind.Relative));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
