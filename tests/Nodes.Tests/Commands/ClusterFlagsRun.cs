using System.CommandLine;
using Bss2.Actors.Remoting.RabbitMq;
using Bss2.Nodes.Commands;

namespace Bss2.Nodes.Tests.Commands;

/// <summary>What the cluster's flags make of a command line and an environment of the test's own.</summary>
internal sealed record ClusterFlagsRun(bool Given, BrokerOptions? Broker, string Name, List<string> Faults, string Warnings)
{
    public static ClusterFlagsRun Of(params string[] arguments) => Of([], arguments);

    public static ClusterFlagsRun Of((string Name, string Value)[] environment, params string[] arguments)
    {
        var variables = environment.ToDictionary(v => v.Name, v => v.Value);
        var flags = new ClusterFlags(variables.GetValueOrDefault);
        var command = new Command("node");
        flags.AddTo(command);
        var parsed = command.Parse(arguments);
        Assert.Empty(parsed.Errors);

        using var warnings = new StringWriter();
        var faults = new List<string>();
        var broker = flags.Broker(parsed, faults, warnings);
        return new ClusterFlagsRun(flags.Given(parsed), broker, flags.Name(parsed, "node", faults), faults, warnings.ToString());
    }
}
