using System.CommandLine;
using Bss2.Nodes.Configuration;
using Bss2.Trainer.Data;
using Bss2.Trainer.Experiments;
using Bss2.Trainer.Training;
using static System.FormattableString;

namespace Bss2.Nodes.Commands;

/// <summary><c>bss2 eval RUN-DIR</c>: tests saved weights, on the run's backend or another one.</summary>
internal sealed class EvalCommand : Bss2Command
{
    private readonly IReadOnlyList<BuiltInExperiment> _experiments;
    private readonly RunDirectoryArgument _directory = new();
    private readonly (Option<string> Flag, string Key)[] _flags =
    [
        (new Option<string>("--backend") { HelpName = "B", Description = "model or chip (default: that of the training)" }, "backend"),
        (new Option<string>("--chip-serial") { HelpName = "N", Description = "Which virtual chip (default: that of the training)" }, "chipSerial"),
        (new Option<string>("--replicas") { HelpName = "N", Description = "Copies of the chip that run side by side; decides no result" }, "replicas"),
        (new Option<string>("--data-dir") { HelpName = "DIR", Description = $"Folder of downloaded datasets (or {EnvironmentNames.DataFolder}; default: that of the training)" }, DataFolder.Key),
    ];

    public EvalCommand(IReadOnlyList<BuiltInExperiment> experiments)
        : base("eval", "Test the weights of a run")
    {
        _experiments = experiments;
        Add(_directory);
        foreach (var (flag, _) in _flags)
        {
            Add(flag);
        }
    }

    public override async Task<int> RunAsync(ParseResult parsed, List<string> faults, Terminal terminal, LogLevel level)
    {
        var path = _directory.Require(parsed, faults);
        ThrowIfAny(faults);
        var folder = RunFolder.Open(path);
        var experiment = ExperimentChoice.Find(_experiments, RunConfiguration.Read(folder).Experiment, faults);
        ThrowIfAny(faults);
        var layers = new OptionLayers
        {
            RunFolder = RunFolderLayer.Of(folder),
            Environment = EnvironmentSettings.Read(),
            Flags = [.. _flags.Where(f => parsed.GetValue(f.Flag) is not null).Select(f => new Assignment(f.Key, parsed.GetValue(f.Flag)!, f.Flag.Name))],
        };
        var task = TaskChoice.Create(experiment!, layers.Resolve(experiment!), faults);

        using var interruption = new Interruption(() => terminal.Error.WriteLine("Interrupted."));
        try
        {
            var summary = await Evaluation.RunAsync(task, folder, new TrainingSession(), interruption.Token);
            terminal.Output.WriteLine(Invariant(
                $"Test epoch: {summary.Epochs}, average loss: {summary.TestLoss:0.0000}{(summary.TestAccuracy is { } accuracy ? Invariant($", test acc={100 * accuracy:0.00}%") : "")}, hidden spikes per sample: {summary.HiddenSpikesPerSample:0.0}, backend: {summary.Backend}"));
            terminal.Output.WriteLine($"SHA-256 of the weights: {summary.WeightsSha256}");
            return ExitCode.Done;
        }
        catch (TrainingInterruptedException)
        {
            return ExitCode.Interrupted;
        }
    }
}
