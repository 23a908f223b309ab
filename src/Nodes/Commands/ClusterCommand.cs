using System.CommandLine;
using Bss2.Actors.Remoting.RabbitMq;
using Bss2.Actors.Runtime;
using Bss2.Messages.Cluster;
using Bss2.Nodes.Jobs;

namespace Bss2.Nodes.Commands;

/// <summary><c>bss2 cluster</c>: what is there on a broker.</summary>
internal sealed class ClusterCommand : Bss2Command
{
    /// <summary>Failed jobs that are shown; the queue may hold more.</summary>
    private const int MostFailedJobs = 50;

    /// <summary>Where the broker keeps what nobody could read.</summary>
    private const string ForeignQueue = "bss2.foreign";

    private readonly ClusterFlags _cluster = new();
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object instead of tables" };

    public ClusterCommand()
        : base("cluster", "List nodes, trainers, queues and failed jobs of a cluster")
    {
        _cluster.AddTo(this);
        Add(_json);
    }

    public override async Task<int> RunAsync(ParseResult parsed, List<string> faults, Terminal terminal, LogLevel level)
    {
        var broker = _cluster.Broker(parsed, faults, terminal.Error);
        var name = _cluster.Name(parsed, "cluster", faults);
        ThrowIfAny(faults);

        await using var system = ActorSystem.Create(name);
        await using var network = await RabbitMqNetwork.JoinAsync(system, broker!);
        var view = await LookAsync(network, broker!);
        terminal.Output.Write(parsed.GetValue(_json) ? ClusterText.Json(view) : ClusterText.Tables(view));
        return ExitCode.Done;
    }

    private static async Task<ClusterView> LookAsync(RabbitMqNetwork network, BrokerOptions broker)
    {
        var queues = new List<QueueView>();
        foreach (var (content, name) in new[]
        {
            ("blocks", ClusterProtocol.Blocks), ("jobs", ClusterProtocol.Jobs), ("failed jobs", ClusterProtocol.FailedJobs), ("put aside", ForeignQueue),
        })
        {
            var state = await network.InspectAsync(name);
            queues.Add(new QueueView(content, name, state?.Ready, state?.Consumers));
        }

        // Each node takes blocks; of the trainers the broker counts the one that is given jobs.
        var expected = queues.Take(2).Sum(queue => queue.Consumers ?? 0);
        var counted = new TaskCompletionSource<Census>(TaskCreationOptions.RunContinuationsAsynchronously);
        network.System.Spawn(Props.Create(() => new CensusActor(network.Topic(ClusterProtocol.Presence), expected, counted)), "census");
        var failed = await network.BrowseAsync(ClusterProtocol.FailedJobs, MostFailedJobs);
        var census = await counted.Task;
        return new ClusterView(broker.ToString(), ClusterProtocol.Version, census.Nodes, census.Trainers, queues, [.. failed.OfType<JobFailed>()]);
    }
}
