using System.CommandLine;
using System.Security.Cryptography;
using Bss2.Actors.Remoting.RabbitMq;
using Bss2.Actors.Runtime;
using Bss2.Messages.Cluster;
using Bss2.Nodes.Jobs;
using Bss2.Trainer.Experiments;

namespace Bss2.Nodes.Commands;

/// <summary><c>bss2 submit NAME</c>: puts a training on the queue of jobs. Everything that can be wrong with it is found here, before anybody trains.</summary>
internal sealed class SubmitCommand : Bss2Command
{
    private const int RandomDigits = 8;

    private readonly IReadOnlyList<BuiltInExperiment> _experiments;
    private readonly TrainFlags _flags = new();
    private readonly ClusterFlags _cluster = new();
    private readonly Option<string> _job = new("--job") { HelpName = "ID", Description = "Name of the job and of its run folder: 1 to 64 letters, digits and '-' (default: a new one)" };

    public SubmitCommand(IReadOnlyList<BuiltInExperiment> experiments)
        : base("submit", "Queue a training for the trainers of a cluster")
    {
        _experiments = experiments;
        _flags.AddSettingsTo(this);
        Add(_job);
        _cluster.AddTo(this);
    }

    public override async Task<int> RunAsync(ParseResult parsed, List<string> faults, Terminal terminal, LogLevel level)
    {
        var broker = _cluster.Broker(parsed, faults, terminal.Error);
        var name = _cluster.Name(parsed, "submit", faults);
        var job = Job(parsed, faults);

        await using var system = ActorSystem.Create(name);
        await using var network = await RabbitMqNetwork.JoinAsync(system, broker!);
        await network.PublishAsync(JobQueues.Waiting, job);
        if (level <= LogLevel.Info)
        {
            terminal.Output.WriteLine($"{job.Experiment}{string.Concat(job.Settings.Select(s => $", {s.Key}: {s.Value}"))}");
        }

        terminal.Output.WriteLine($"Job: {job.Id}");
        terminal.Output.WriteLine($"Results: {job.Id} in the trainers' run folder, the DIR of: bss2 trainer --runs DIR");
        if (await network.InspectAsync(ClusterProtocol.Jobs) is { Consumers: 0 })
        {
            terminal.Error.WriteLine("No trainer is there yet: the job waits until one is started with: bss2 trainer --cluster URI --runs DIR");
        }

        return ExitCode.Done;
    }

    /// <summary>The job that was typed, or a refusal with everything that is wrong, here and in <paramref name="faults"/>.</summary>
    private TrainingJob Job(ParseResult parsed, List<string> faults)
    {
        var layers = _flags.Layers(parsed, faults);
        var id = Id(parsed, faults);
        var experiment = ExperimentChoice.Find(_experiments, _flags.Name(parsed), faults) ?? throw new UsageException(faults);
        var task = TaskChoice.Create(experiment, layers.Resolve(experiment), faults);
        _ = TaskChoice.Place(task);

        // What this machine's environment says is true of this machine alone; the trainer has its own.
        var settings = JobSettings.Of((layers with { Environment = [] }).Resolve(experiment));
        return new TrainingJob(id, experiment.Name, settings, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), Submitter());
    }

    private string Id(ParseResult parsed, List<string> faults)
    {
        if (parsed.GetResult(_job)?.Tokens is not [var given])
        {
            return RandomNumberGenerator.GetHexString(RandomDigits, lowercase: true);
        }

        if (given.Value.Length is 0 or > 64 || !given.Value.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
        {
            faults.Add($"--job is '{given.Value}'; permitted: 1 to 64 letters (a-z, A-Z), digits and '-', since it is also the name of a folder.");
        }

        return given.Value;
    }

    private static string Submitter()
    {
        var text = $"{Environment.UserName}@{Environment.MachineName}";
        return string.Concat(text.Where(c => !char.IsControl(c)).Take(200));
    }
}
