using System.CommandLine;
using Bss2.Actors.Remoting.RabbitMq;
using Bss2.Chip.Rack;
using Bss2.Nodes.Cluster;
using Bss2.Nodes.Progress;
using Bss2.Nodes.Reports;
using Bss2.Trainer.Experiments;
using Bss2.Trainer.Training;
using Spectre.Console;
using static System.FormattableString;

namespace Bss2.Nodes.Commands;

/// <summary><c>bss2 train NAME</c>: trains an experiment and leaves a run folder.</summary>
internal sealed class TrainCommand : Bss2Command
{
    private readonly IReadOnlyList<BuiltInExperiment> _experiments;
    private readonly TrainFlags _flags = new();
    private readonly ClusterFlags _cluster = new();

    public TrainCommand(IReadOnlyList<BuiltInExperiment> experiments)
        : base("train", "Train an experiment and leave a run folder with weights, tables and a report")
    {
        _experiments = experiments;
        _flags.AddTo(this);
        _cluster.AddTo(this);
    }

    public override async Task<int> RunAsync(ParseResult parsed, List<string> faults, Terminal terminal, LogLevel level)
    {
        var plan = Plan(parsed, faults, terminal);
        using var folder = plan.Folder;
        if (level <= LogLevel.Info)
        {
            terminal.Output.Write(TaskDescription.Network(plan.Task, plan.Placed));
            terminal.Output.Write(TaskDescription.Options(plan.Task.Options));
            terminal.Output.WriteLine($"Run folder: {plan.Folder.Path}");
        }

        using var interruption = new Interruption(() => terminal.Error.WriteLine("Interrupted: saving. A second signal ends the process at once, without saving."));
        var reports = new LiveReport(plan.Folder, new RunDataReader(_experiments));
        try
        {
            var summary = await TrainAsync(plan, View(plan, terminal, level), reports, level == LogLevel.Debug, interruption.Token);
            PrintEnd(summary, plan, reports.Finish(), terminal, level);
            return ExitCode.Done;
        }
        catch (TrainingInterruptedException interrupted)
        {
            var (epoch, checkpoint) = interrupted.Interrupted;
            reports.Finish();
            terminal.Error.WriteLine($"Interrupted after {epoch} whole epochs; saved {checkpoint}. Go on with: bss2 train {plan.Task.Experiment} --resume --run-dir {plan.Folder.Path}");
            return ExitCode.Interrupted;
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            terminal.Error.WriteLine("Interrupted before the training began.");
            return ExitCode.Interrupted;
        }
    }

    private static async Task<TrainingSummary> TrainAsync(TrainPlan plan, TrainingView view, LiveReport reports, bool remarks, CancellationToken interruption)
    {
        await using var cluster = plan.Broker is null
            ? null
            : await ClusterMember.JoinAsync(plan.TrainerName, plan.Broker, new ClusterOptions { Activity = $"training {plan.Task.Experiment}", Pins = plan.Pins, Remarks = remarks }, interruption);
        return await view.WatchAsync(show =>
        {
            void Listen(object happened)
            {
                show(happened);
                reports.Take(happened);
            }

            return cluster is null
                ? new TrainingSession { Remarks = remarks }.RunAsync(plan.Task, plan.Folder, Listen, plan.Resume, interruption)
                : cluster.TrainAsync(plan.Task, plan.Folder, plan.Resume, Listen, interruption);
        });
    }

    /// <summary>Reads the command line into a task and its folder, or refuses with everything that is wrong.</summary>
    private TrainPlan Plan(ParseResult parsed, List<string> faults, Terminal terminal)
    {
        var onCluster = _cluster.Given(parsed);
        var broker = onCluster ? _cluster.Broker(parsed, faults, terminal.Error) : null;
        var name = _cluster.Name(parsed, "trainer", faults);
        var layers = _flags.Layers(parsed, faults);
        var (directory, resume) = (_flags.RunDirectory(parsed), _flags.Resume(parsed));
        if (resume && directory is null)
        {
            faults.Add("--resume needs --run-dir DIR, the folder of the training that is to go on.");
        }

        var experiment = ExperimentChoice.Find(_experiments, _flags.Name(parsed), faults);
        if (experiment is null || (resume && directory is null))
        {
            throw new UsageException(faults);
        }

        var folder = resume ? RunFolder.Open(directory!) : null;
        if (folder is not null)
        {
            layers = layers with { RunFolder = RunFolderLayer.Of(folder) };
        }

        var task = TaskChoice.Create(experiment, layers.Resolve(experiment), faults);
        if (onCluster && task.Backend == Backend.Model)
        {
            faults.Add("--cluster needs --backend chip: nodes emulate chips, and on the model backend there are none; its numerics run in the trainer's process. Leave --cluster out.");
        }

        var pins = Pins(_flags.Pins(parsed), onCluster, task, faults);
        ThrowIfAny(faults);
        var placed = TaskChoice.Place(task);
        directory ??= DefaultRunDirectory.Choose(experiment.Name, BackendNames.Of(task.Backend), Invariant($"{task.Seed}"), Directory.Exists);
        return new TrainPlan(task, placed, folder ?? RunFolder.Create(directory), resume, name, broker, pins);
    }

    private static string[] Pins(IReadOnlyList<string> given, bool onCluster, TrainingTask task, List<string> faults)
    {
        if (given.Count > 0 && !onCluster)
        {
            faults.Add("--pin needs --cluster URI: without it all chips are in this process.");
        }

        return task.Rack is null ? [] : PinChoice.Of(given, task.Rack, faults);
    }

    private static TrainingView View(TrainPlan plan, Terminal terminal, LogLevel level)
    {
        if (level > LogLevel.Info)
        {
            return new SilentView();
        }

        return terminal.Interactive ? new BarView(AnsiConsole.Console, plan.Task) : new PlainView(terminal.Output, plan.Task);
    }

    private static void PrintEnd(TrainingSummary summary, TrainPlan plan, string report, Terminal terminal, LogLevel level)
    {
        if (level > LogLevel.Warning)
        {
            return;
        }

        terminal.Output.WriteLine(Invariant($"{(summary.TestAccuracy is { } accuracy ? Invariant($"Test accuracy: {100 * accuracy:0.00} %") : Invariant($"Test loss: {summary.TestLoss:0.0000}"))} after {summary.Epochs} {(summary.Epochs == 1 ? "epoch" : "epochs")}, {summary.SecondsPerEpoch:0.000} s per epoch"));
        terminal.Output.WriteLine($"SHA-256 of the weights: {summary.WeightsSha256}");
        terminal.Output.WriteLine($"Run folder: {plan.Folder.Path}");
        terminal.Output.WriteLine($"Report: {report}");
    }

    /// <param name="Task">What to train.</param>
    /// <param name="Placed">Its network on the chips, or null on the model backend.</param>
    /// <param name="Folder">Where the results go.</param>
    /// <param name="Resume">Whether to go on from the folder's checkpoint.</param>
    /// <param name="TrainerName">Name of this process on the broker.</param>
    /// <param name="Broker">The cluster that holds the chips; null where they are in this process.</param>
    /// <param name="Pins">[chip of the rack], the node that holds it; empty where any node may.</param>
    private sealed record TrainPlan(TrainingTask Task, PlacedRack? Placed, RunFolder Folder, bool Resume, string TrainerName, BrokerOptions? Broker, string[] Pins);
}
