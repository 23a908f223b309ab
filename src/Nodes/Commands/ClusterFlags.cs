using System.CommandLine;
using Bss2.Actors.Remoting.RabbitMq;

namespace Bss2.Nodes.Commands;

/// <summary>
/// The flags of every command that speaks to a broker. User and password come from a file or the environment, never from the command line, and are repeated nowhere.
/// </summary>
/// <param name="environment">Looks a variable of the environment up; the process's own by default.</param>
internal sealed class ClusterFlags(Func<string, string?>? environment = null)
{
    private const int LongestHeartbeatSeconds = 60;
    private const int LongestPatienceSeconds = 86_400;
    private static readonly BrokerOptions Defaults = new() { Host = "", Port = 0, Credentials = new("", "") };

    private readonly Func<string, string?> _environment = environment ?? Environment.GetEnvironmentVariable;
    private readonly Option<string> _cluster = Flag("--cluster", "URI", $"Broker of the cluster: amqp://HOST[:PORT][/VHOST] or amqps://…, without user and password (or {EnvironmentNames.Cluster})");
    private readonly Option<string> _credentials = Flag("--credentials", "FILE", $"YAML file with 'user: …' and 'password: …' (or {EnvironmentNames.CredentialsFile}, or {EnvironmentNames.User} and {EnvironmentNames.Password})");
    private readonly Option<string> _authority = Flag("--ca", "FILE", $"PEM certificates that vouch for the broker, instead of the system's (or {EnvironmentNames.Authority})");
    private readonly Option<string> _certificate = Flag("--certificate", "FILE", $"PEM certificate of this process, where the broker asks for one (or {EnvironmentNames.Certificate})");
    private readonly Option<string> _key = Flag("--key", "FILE", $"PEM private key of the certificate, without pass phrase (or {EnvironmentNames.Key})");
    private readonly Option<string> _heartbeat = Flag("--heartbeat", "SECONDS", "A peer that is silent for about three of these is given up (default 5)");
    private readonly Option<string> _patience = Flag("--broker-patience", "SECONDS", "How long a lost broker is sought (default 120)");
    private readonly Option<string> _name = Flag("--name", "NAME", $"Name of this process, unique on the broker (or {EnvironmentNames.NodeName}; default: a new one)");

    private Option<string>[] All => [_cluster, _credentials, _authority, _certificate, _key, _heartbeat, _patience, _name];

    public void AddTo(Command command)
    {
        foreach (var flag in All)
        {
            command.Add(flag);
        }
    }

    /// <summary>Whether anything speaks of a cluster: one of the flags, or the variable that names the broker.</summary>
    public bool Given(ParseResult parsed) => All.Any(flag => parsed.GetResult(flag) is not null) || _environment(EnvironmentNames.Cluster) is { Length: > 0 };

    /// <summary>The broker and how to speak to it, or null with everything that is wrong, be it that no broker was named.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="faults">Takes what is wrong.</param>
    /// <param name="warnings">Takes what is unwise, e.g. a password that everybody can read.</param>
    public BrokerOptions? Broker(ParseResult parsed, List<string> faults, TextWriter? warnings = null)
    {
        var before = faults.Count;
        var address = Address(parsed, faults);
        var tls = new BrokerTlsFiles(
            Value(parsed, _authority, EnvironmentNames.Authority),
            Value(parsed, _certificate, EnvironmentNames.Certificate),
            Value(parsed, _key, EnvironmentNames.Key)).Check(address, faults);

        // Of a broker whose address is wrong nobody knows whether it wants credentials; a file that was named is checked all the same.
        var credentials = BrokerCredentialsSource.Find(
            Value(parsed, _credentials, EnvironmentNames.CredentialsFile), _environment, address?.Loopback ?? true, faults, warnings);
        var heartbeat = FlagValue.Number(Value(parsed, _heartbeat), 1, LongestHeartbeatSeconds, (int)Defaults.Heartbeat.TotalSeconds, " seconds", faults);
        var patience = FlagValue.Number(Value(parsed, _patience), 1, LongestPatienceSeconds, (int)Defaults.Patience.TotalSeconds, " seconds", faults);
        return faults.Count > before || address is null || credentials is null
            ? null
            : new BrokerOptions
            {
                Host = address.Host,
                Port = address.Port,
                VirtualHost = address.VirtualHost,
                Credentials = credentials,
                Tls = tls,
                Heartbeat = TimeSpan.FromSeconds(heartbeat),
                Patience = TimeSpan.FromSeconds(patience),
            };
    }

    /// <summary>Name of this process on the broker: as given, else <c>PREFIX-HOST-PROCESS-XXXX</c>.</summary>
    public string Name(ParseResult parsed, string prefix, List<string> faults)
    {
        var fresh = NodeName.Fresh(prefix, Environment.MachineName, Environment.ProcessId);
        return Value(parsed, _name, EnvironmentNames.NodeName) is { } given ? NodeName.Check(given, fresh, faults) : fresh;
    }

    private BrokerAddress? Address(ParseResult parsed, List<string> faults)
    {
        if (Value(parsed, _cluster, EnvironmentNames.Cluster) is { } given)
        {
            return BrokerAddress.Parse(given, faults);
        }

        // A flag of the wrong form is a fault already.
        if (parsed.GetResult(_cluster) is null)
        {
            faults.Add($"Which broker? Give --cluster URI or {EnvironmentNames.Cluster}, e.g. --cluster amqp://localhost.");
        }

        return null;
    }

    private FlagValue? Value(ParseResult parsed, Option<string> flag, string? variable = null) => FlagValue.Of(parsed, flag, _environment, variable);

    private static Option<string> Flag(string name, string value, string description) => new(name) { HelpName = value, Description = description };
}
