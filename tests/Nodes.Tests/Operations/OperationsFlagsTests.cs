using System.CommandLine;
using System.Net;
using Bss2.Nodes.Operations;

namespace Bss2.Nodes.Tests.Operations;

public sealed class OperationsFlagsTests
{
    [Fact]
    public void By_default_nothing_is_served_or_sent_and_the_log_is_for_people()
    {
        var (options, faults) = Options([]);

        Assert.Empty(faults);
        Assert.Equal(new OperationsOptions(), options);
    }

    [Fact]
    public void A_port_alone_is_served_to_this_machine()
    {
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, 8080), Options([], "--http-port", "8080").Options.Http);
    }

    [Fact]
    public void Containers_set_everything_by_the_environment()
    {
        var (options, faults) = Options(
            [("BSS2_HTTP_PORT", "8080"), ("BSS2_HTTP_ADDRESS", "0.0.0.0"), ("BSS2_LOG_FORMAT", "json"), ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318")]);

        Assert.Empty(faults);
        Assert.Equal(new OperationsOptions(new IPEndPoint(IPAddress.Any, 8080), JsonLog: true, new Uri("http://collector:4318")), options);
    }

    [Fact]
    public void What_is_typed_wins_over_the_environment()
    {
        Assert.Null(Options([("BSS2_HTTP_PORT", "8080")], "--http-port", "0").Options.Http);
    }

    [Fact]
    public void All_faults_are_told_at_once()
    {
        var (_, faults) = Options([("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318")], "--http-port", "70000", "--http-address", "here", "--log-format", "xml");

        Assert.Equal(
            [
                "--http-port is '70000'; permitted: a whole number from 0 to 65535 (0 serves nothing).",
                "--http-address is 'here'; permitted: an IP address of this machine, 127.0.0.1 for itself alone, 0.0.0.0 for all.",
                "--log-format is 'xml'; permitted: text | json.",
                "OTEL_EXPORTER_OTLP_ENDPOINT is no http:// or https:// address; permitted: where a collector takes OTLP over HTTP, e.g. http://localhost:4318.",
            ],
            faults);
    }

    private static (OperationsOptions Options, List<string> Faults) Options((string Name, string Value)[] environment, params string[] arguments)
    {
        var variables = environment.ToDictionary(v => v.Name, v => v.Value);
        var flags = new OperationsFlags(variables.GetValueOrDefault);
        var command = new Command("node");
        flags.AddTo(command);
        var faults = new List<string>();
        return (flags.Options(command.Parse(arguments), faults), faults);
    }
}
