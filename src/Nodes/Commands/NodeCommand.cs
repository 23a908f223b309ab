using System.CommandLine;
using Bss2.Nodes.Cluster;
using Bss2.Nodes.Operations;

namespace Bss2.Nodes.Commands;

/// <summary><c>bss2 node --cluster URI</c>: lends this machine's cores to whichever training has work, until a signal comes.</summary>
internal sealed class NodeCommand : Bss2Command
{
    private const int MostReplicas = 1024;

    private readonly ClusterFlags _cluster = new();
    private readonly OperationsFlags _operations = new();
    private readonly Option<string> _replicas = new("--replicas") { HelpName = "N", Description = "Racks that run side by side (default: number of cores)" };

    public NodeCommand()
        : base("node", "Lend this machine's cores to the trainings of a cluster")
    {
        _cluster.AddTo(this);
        Add(_replicas);
        _operations.AddTo(this);
    }

    public override async Task<int> RunAsync(ParseResult parsed, List<string> faults, Terminal terminal, LogLevel level)
    {
        var broker = _cluster.Broker(parsed, faults, terminal.Error);
        var name = _cluster.Name(parsed, "node", faults);
        var given = FlagValue.Of(parsed, _replicas, static _ => null);
        var replicas = FlagValue.Number(given, 1, MostReplicas, Environment.ProcessorCount, " racks", faults);
        var options = _operations.Options(parsed, faults);
        ThrowIfAny(faults);

        IdleThreads.SleepAtOnce();
        using var interruption = new Interruption(() => terminal.Error.WriteLine("Leaving: finishing what is in hand. A second signal ends the process at once; others then do its work."));
        await using var operations = await ProcessOperations.StartAsync(options, name, terminal, level);
        try
        {
            var end = await NodeHost.RunAsync(name, broker!, replicas, operations, interruption.Token);
            if (end.Fault is null)
            {
                return ExitCode.Done;
            }

            terminal.Error.WriteLine($"Node '{name}' ends: {end.Fault}");
            return ExitCode.Failed;
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            return ExitCode.Done;
        }
    }
}
