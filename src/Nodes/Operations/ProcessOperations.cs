using Bss2.Nodes.Commands;
using Microsoft.Extensions.Logging;
using LogLevel = Bss2.Nodes.Commands.LogLevel;

namespace Bss2.Nodes.Operations;

/// <summary>All by which a process of the cluster shows itself: its health, its meter, its log, and the servers and exporters that were asked for.</summary>
internal sealed class ProcessOperations : IAsyncDisposable
{
    private readonly ProcessLog _log;
    private MetricsText? _metrics;
    private HealthServer? _server;
    private MetricsExport? _export;

    private ProcessOperations(ProcessLog log) => _log = log;

    /// <summary>What the health pages say.</summary>
    public HealthState Health { get; } = new();

    /// <summary>What is counted.</summary>
    public NodeMeter Meter { get; } = new();

    /// <summary>What happens; see <see cref="ClusterEvents"/>.</summary>
    public ILogger Log => _log;

    /// <summary>Where health and metrics are served, or null.</summary>
    public Uri? HttpAddress => _server?.Address;

    /// <summary>Starts what was asked for.</summary>
    /// <param name="options">What was asked for.</param>
    /// <param name="process">Name of the node or trainer.</param>
    /// <param name="terminal">Where the log goes.</param>
    /// <param name="level">How much is logged.</param>
    /// <exception cref="IOException">The port of the health pages cannot be had.</exception>
    public static async Task<ProcessOperations> StartAsync(OperationsOptions options, string process, Terminal terminal, LogLevel level)
    {
        var operations = new ProcessOperations(new ProcessLog(process, options.JsonLog, terminal.Output, level));
        try
        {
            if (options.Http is not null)
            {
                await operations.ServeAsync(options.Http);
            }

            if (options.Collector is not null)
            {
                operations.Export(options.Collector, process);
            }

            return operations;
        }
        catch
        {
            await operations.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _export?.Dispose();
        _metrics?.Dispose();
        Meter.Dispose();
        _log.Dispose();
    }

    // In methods of their own, so that Kestrel and OpenTelemetry are loaded only where they are used.
    private async Task ServeAsync(System.Net.IPEndPoint endpoint)
    {
        _metrics = new MetricsText(Meter.Meter);
        _server = await HealthServer.StartAsync(endpoint, Health, _metrics);
        Log.HealthServed(_server.Address);
    }

    private void Export(Uri collector, string process) => _export = new MetricsExport(collector, process);
}
