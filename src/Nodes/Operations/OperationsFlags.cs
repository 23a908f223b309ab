using System.CommandLine;
using System.Net;
using Bss2.Nodes.Commands;

namespace Bss2.Nodes.Operations;

/// <summary>The flags by which a process shows itself: health and metrics over HTTP, the form of the log, and where metrics are sent.</summary>
/// <param name="environment">Looks a variable of the environment up; the process's own by default.</param>
internal sealed class OperationsFlags(Func<string, string?>? environment = null)
{
    private readonly Func<string, string?> _environment = environment ?? Environment.GetEnvironmentVariable;
    private readonly Option<string> _port = Flag("--http-port", "PORT", $"Serve /health/live, /health/ready and /metrics there; 0 serves nothing (or {EnvironmentNames.HttpPort}; default 0)");
    private readonly Option<string> _address = Flag("--http-address", "ADDRESS", $"Address to serve them at, 0.0.0.0 for all (or {EnvironmentNames.HttpAddress}; default 127.0.0.1)");
    private readonly Option<string> _logFormat = Flag("--log-format", "F", $"Form of the log: text, or json with one object for each event (or {EnvironmentNames.LogFormat}; default text)");

    public void AddTo(Command command)
    {
        command.Add(_port);
        command.Add(_address);
        command.Add(_logFormat);
    }

    /// <summary>What was asked for; more faults where it is not permitted.</summary>
    public OperationsOptions Options(ParseResult parsed, List<string> faults)
    {
        var port = FlagValue.Number(Value(parsed, _port, EnvironmentNames.HttpPort), 0, 65535, 0, " (0 serves nothing)", faults);
        var address = IPAddress.Loopback;
        if (Value(parsed, _address, EnvironmentNames.HttpAddress) is { } given && !IPAddress.TryParse(given.Text, out address))
        {
            faults.Add($"{given.Origin} is '{given.Text}'; permitted: an IP address of this machine, 127.0.0.1 for itself alone, 0.0.0.0 for all.");
            address = IPAddress.Loopback;
        }

        var format = Value(parsed, _logFormat, EnvironmentNames.LogFormat);
        if (format is not (null or { Text: "text" or "json" }))
        {
            faults.Add($"{format.Origin} is '{format.Text}'; permitted: text | json.");
        }

        return new OperationsOptions(port == 0 ? null : new IPEndPoint(address!, port), format?.Text == "json", Collector(faults));
    }

    private Uri? Collector(List<string> faults)
    {
        if (_environment(EnvironmentNames.Collector) is not { Length: > 0 } text)
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https")
        {
            return uri;
        }

        faults.Add($"{EnvironmentNames.Collector} is no http:// or https:// address; permitted: where a collector takes OTLP over HTTP, e.g. http://localhost:4318.");
        return null;
    }

    private FlagValue? Value(ParseResult parsed, Option<string> flag, string variable) => FlagValue.Of(parsed, flag, _environment, variable);

    private static Option<string> Flag(string name, string value, string description) => new(name) { HelpName = value, Description = description };
}
