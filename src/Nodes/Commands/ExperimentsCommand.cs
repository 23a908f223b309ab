using System.CommandLine;
using Bss2.Trainer.Experiments;

namespace Bss2.Nodes.Commands;

/// <summary><c>bss2 experiments</c>: what can be trained, one line each.</summary>
internal sealed class ExperimentsCommand(IReadOnlyList<BuiltInExperiment> experiments)
    : Bss2Command("experiments", "List what can be trained, one line each")
{
    public override Task<int> RunAsync(ParseResult parsed, List<string> faults, Terminal terminal, LogLevel level)
    {
        ThrowIfAny(faults);
        var width = experiments.Select(e => e.Name.Length).DefaultIfEmpty(0).Max();
        foreach (var experiment in experiments)
        {
            terminal.Output.WriteLine($"{experiment.Name.PadRight(width)}  {BackendNames.Of(experiment.DefaultBackend)}  {experiment.Description}");
        }

        return Task.FromResult(ExitCode.Done);
    }
}
