using System.CommandLine;
using Bss2.Actors.Remoting.RabbitMq;
using Bss2.Actors.Runtime;
using Bss2.Messages.Cluster;
using Bss2.Nodes.Cluster;
using Bss2.Nodes.Jobs;
using Bss2.Nodes.Operations;
using Bss2.Trainer.Experiments;

namespace Bss2.Nodes.Commands;

/// <summary><c>bss2 trainer</c>: runs the jobs of a cluster, one at a time; of several trainers one works and the others stand by.</summary>
internal sealed class TrainerCommand : Bss2Command
{
    private readonly IReadOnlyList<BuiltInExperiment> _experiments;
    private readonly ClusterFlags _cluster = new();
    private readonly OperationsFlags _operations = new();
    private readonly Option<string> _runs = new("--runs") { HelpName = "DIR", Description = "Folder of the jobs' run folders; the same for all trainers, so that a standby can go on" };

    public TrainerCommand(IReadOnlyList<BuiltInExperiment> experiments)
        : base("trainer", "Run the jobs of a cluster, or stand by for them")
    {
        _experiments = experiments;
        Add(_runs);
        _cluster.AddTo(this);
        _operations.AddTo(this);
    }

    public override async Task<int> RunAsync(ParseResult parsed, List<string> faults, Terminal terminal, LogLevel level)
    {
        var broker = _cluster.Broker(parsed, faults, terminal.Error);
        var name = _cluster.Name(parsed, "trainer", faults);
        var options = _operations.Options(parsed, faults);
        var runs = parsed.GetResult(_runs)?.Tokens is [var given] ? given.Value : null;
        if (runs is null)
        {
            faults.Add("'trainer' needs --runs DIR, the folder of the jobs' run folders, e.g. --runs runs; the same for all trainers.");
        }

        ThrowIfAny(faults);
        IdleThreads.SleepAtOnce();
        var folder = Directory.CreateDirectory(runs!).FullName;
        await using var operations = await ProcessOperations.StartAsync(options, name, terminal, level);
        await using var system = ActorSystem.Create(name);
        await using var network = await RabbitMqNetwork.JoinAsync(system, broker!);
        return await WorkAsync(network, broker!, folder, operations, terminal);
    }

    private async Task<int> WorkAsync(RabbitMqNetwork network, BrokerOptions broker, string runs, ProcessOperations operations, Terminal terminal)
    {
        operations.Meter.Network(() => network.Counts);
        var cluster = new ClusterOptions { Heartbeat = broker.Heartbeat, Broker = broker.ToString(), Remarks = operations.Log.IsEnabled(Microsoft.Extensions.Logging.LogLevel.Debug) };
        var runner = new JobRunner(_experiments, runs, (task, folder, resume, listener, interruption) =>
            ClusterTraining.RunAsync(network, task, folder, resume, listener, interruption, cluster), EnvironmentSettings.Read());
        var setup = new JobActorSetup
        {
            Trainer = network.System.Name,
            Version = SoftwareVersion.Text,
            Broker = broker.ToString(),
            Presence = network.Topic(ClusterProtocol.Presence),
            Run = (job, trainer, interruption) => runner.Start(job, happened => TrainingLog.Take(happened, operations), trainer, interruption),
            Publish = (failed, trainer) => _ = PublishAsync(network, failed, trainer),
            Health = operations.Health,
            Log = operations.Log,
        };
        var jobs = network.System.Spawn(JobActor.Recipe(setup), JobActor.ActorName);
        using var interruption = new Interruption(() =>
        {
            terminal.Error.WriteLine("Interrupted: saving. A second signal ends the process at once, without saving.");
            jobs.Tell(new LeaveCluster());
        });
        await network.SubscribeAsync(ClusterProtocol.Presence, jobs);
        jobs.Tell(new ConsumingStarted(await network.ConsumeAsync(JobQueues.Waiting, jobs, prefetch: 1)));
        return await setup.Ended.Task;
    }

    private static async Task PublishAsync(RabbitMqNetwork network, JobFailed failed, ActorRef trainer)
    {
        try
        {
            await network.PublishAsync(JobQueues.Failed, failed);
            trainer.Tell(new FailurePublished());
        }
        catch (BrokerException refusal)
        {
            trainer.Tell(new FailurePublished(refusal.Message));
        }
    }
}
