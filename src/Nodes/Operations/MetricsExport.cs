using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Bss2.Nodes.Operations;

/// <summary>Sends the metrics to a collector by OTLP over HTTP, every minute or as OTEL_METRIC_EXPORT_INTERVAL says. In a type of its own, so that OpenTelemetry is loaded only where it is used.</summary>
internal sealed class MetricsExport : IDisposable
{
    private const int PatienceMilliseconds = 2000;

    private readonly MeterProvider _provider;

    /// <param name="collector">Address of the collector, without the path of metrics.</param>
    /// <param name="process">Name of this process.</param>
    public MetricsExport(Uri collector, string process) =>
        _provider = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(resource => resource.AddService("bss2", serviceInstanceId: process))
            .AddMeter(NodeMeter.MeterName)
            .AddOtlpExporter(export =>
            {
                export.Protocol = OtlpExportProtocol.HttpProtobuf;
                export.Endpoint = new Uri($"{collector.AbsoluteUri.TrimEnd('/')}/v1/metrics");
                export.TimeoutMilliseconds = PatienceMilliseconds;
            })
            .Build();

    /// <summary>Sends what is left. A collector that does not answer holds the process up for two seconds at most.</summary>
    public void Dispose()
    {
        _provider.Shutdown(PatienceMilliseconds);
        _provider.Dispose();
    }
}
