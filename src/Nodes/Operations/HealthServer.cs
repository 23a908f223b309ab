using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Bss2.Nodes.Operations;

/// <summary>
/// Three pages for whoever looks after a process: <c>/health/live</c> (200 unless it can never work again), <c>/health/ready</c> (200 while it can work, else 503 with the
/// reason) and <c>/metrics</c>. Kestrel alone, without a host: signals and configuration stay the command's.
/// </summary>
internal sealed class HealthServer : IAsyncDisposable
{
    private const int ConnectionLimit = 64;

    private readonly KestrelServer _server;
    private readonly SocketTransportFactory _transport;

    private HealthServer(KestrelServer server, SocketTransportFactory transport) => (_server, _transport) = (server, transport);

    /// <summary>Where it listens.</summary>
    public Uri Address => new(_server.Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Starts to listen.</summary>
    /// <param name="endpoint">Address and port; port 0 takes a free one.</param>
    /// <param name="health">What the health pages say.</param>
    /// <param name="metrics">What the metrics page says.</param>
    /// <exception cref="IOException">The port cannot be had; the message says why and what to do.</exception>
    public static async Task<HealthServer> StartAsync(IPEndPoint endpoint, HealthState health, MetricsText metrics)
    {
        var options = new KestrelServerOptions { AddServerHeader = false };
        options.Limits.MaxConcurrentConnections = ConnectionLimit;
        options.Limits.MaxRequestBodySize = 0;
        options.Listen(endpoint, listen => listen.Protocols = HttpProtocols.Http1);
        var transport = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);
        var server = new KestrelServer(Options.Create(options), transport, NullLoggerFactory.Instance);
        try
        {
            await server.StartAsync(new Pages(health, metrics), CancellationToken.None);
        }
        catch (Exception refused) when (refused is IOException or SocketException)
        {
            server.Dispose();
            throw new IOException(Message(endpoint, refused), refused);
        }

        return new HealthServer(server, transport);
    }

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _server.StopAsync(patience.Token);
        _server.Dispose();
    }

    private static string Message(IPEndPoint endpoint, Exception refused)
    {
        var why = refused is AddressInUseException || refused.InnerException is AddressInUseException
            ? "another process listens there"
            : (refused as SocketException ?? refused.InnerException as SocketException)?.SocketErrorCode switch
            {
                SocketError.AccessDenied => "ports below 1024 need rights that this process does not have",
                SocketError.AddressNotAvailable => "this machine has no such address",
                _ => refused.Message.TrimEnd('.'),
            };
        return $"Health and metrics cannot be served at {endpoint}: {why}. Choose another with --http-port PORT (0 serves nothing) or --http-address ADDRESS.";
    }

    /// <summary>Answers requests.</summary>
    private sealed class Pages(HealthState health, MetricsText metrics) : IHttpApplication<IFeatureCollection>
    {
        public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

        public void DisposeContext(IFeatureCollection context, Exception? exception)
        {
        }

        public async Task ProcessRequestAsync(IFeatureCollection context)
        {
            var request = context.GetRequiredFeature<IHttpRequestFeature>();
            var (status, type, text) = Answer(request.Method, request.Path);
            var response = context.GetRequiredFeature<IHttpResponseFeature>();
            var body = Encoding.UTF8.GetBytes(text);
            response.StatusCode = status;
            response.Headers.ContentType = type;
            response.Headers.ContentLength = body.Length;
            response.Headers.CacheControl = "no-store";
            if (request.Method != "HEAD")
            {
                await context.GetRequiredFeature<IHttpResponseBodyFeature>().Stream.WriteAsync(body);
            }
        }

        private (int Status, string Type, string Text) Answer(string method, string path)
        {
            const string Plain = "text/plain; charset=utf-8";
            if (method is not ("GET" or "HEAD"))
            {
                return (405, Plain, "Only GET and HEAD are answered.\n");
            }

            return path switch
            {
                "/health/live" => (health.WhyDead is null ? 200 : 503, Plain, (health.WhyDead ?? "alive") + "\n"),
                "/health/ready" => (health.WhyNotReady is null ? 200 : 503, Plain, (health.WhyNotReady ?? "ready") + "\n"),
                "/metrics" => (200, MetricsText.ContentType, metrics.Render()),
                _ => (404, Plain, "There are /health/live, /health/ready and /metrics.\n"),
            };
        }
    }
}
