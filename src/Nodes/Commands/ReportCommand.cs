using System.CommandLine;
using Bss2.Nodes.Reports;
using Bss2.Trainer.Experiments;
using Bss2.Trainer.Training;

namespace Bss2.Nodes.Commands;

/// <summary><c>bss2 report RUN-DIR</c>: pictures and tables of a run in one HTML file.</summary>
internal sealed class ReportCommand : Bss2Command
{
    private readonly IReadOnlyList<BuiltInExperiment> _experiments;
    private readonly RunDirectoryArgument _directory = new();

    public ReportCommand(IReadOnlyList<BuiltInExperiment> experiments)
        : base("report", "Write the pictures and tables of a run into one self-contained HTML file")
    {
        _experiments = experiments;
        Add(_directory);
    }

    public override Task<int> RunAsync(ParseResult parsed, List<string> faults, Terminal terminal, LogLevel level)
    {
        var path = _directory.Require(parsed, faults);
        ThrowIfAny(faults);
        var report = ReportFile.Write(RunFolder.Open(path), new RunDataReader(_experiments));
        terminal.Output.WriteLine(report);
        return Task.FromResult(ExitCode.Done);
    }
}
