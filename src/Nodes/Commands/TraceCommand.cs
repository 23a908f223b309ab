using System.CommandLine;
using System.Globalization;
using System.Text;
using Bss2.Chip.Placement;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;
using Bss2.Nodes.Configuration;
using Bss2.Nodes.Reports;
using Bss2.Trainer.Experiments;
using Bss2.Trainer.Training;

namespace Bss2.Nodes.Commands;

/// <summary><c>bss2 trace NAME</c>: records runs of an emulated chip with everything that they show, and draws them.</summary>
internal sealed class TraceCommand : Bss2Command
{
    private const string Intro = "intro";

    private static readonly string[] Names = [Intro];

    private readonly Argument<string> _name = new("NAME") { Description = "What to record: intro, the first pictures of the hxtorch introduction", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string> _serial = new("--chip-serial") { HelpName = "N", Description = "Which virtual chip (default 1)" };
    private readonly Option<string> _seed = new("--seed") { HelpName = "N", Description = "Seed of the noise (default 1)" };
    private readonly Option<string> _imperfections = new("--imperfections") { HelpName = "LIST", Description = "What differs from ideal circuits: all (default), none, or names to keep or (-name) to remove" };
    private readonly Option<string> _runDirectory = new("--run-dir") { HelpName = "DIR", Description = "Folder for pictures and numbers (default: a new one under runs)" };

    public TraceCommand()
        : base("trace", "Record runs of an emulated chip: spikes, CADC and MADC, with pictures and numbers")
    {
        Add(_name);
        Add(_serial);
        Add(_seed);
        Add(_imperfections);
        Add(_runDirectory);
    }

    public override Task<int> RunAsync(ParseResult parsed, List<string> faults, Terminal terminal, LogLevel level)
    {
        CheckName(parsed, faults);
        var serial = Whole(parsed, _serial, int.MaxValue, faults);
        var seed = (ulong)Whole(parsed, _seed, long.MaxValue, faults);
        var unknown = new List<string>();
        var enabled = ImperfectionList.Parse(Text(parsed, _imperfections) ?? "all", unknown);
        faults.AddRange(unknown.Select(fault => $"{_imperfections.Name}: {fault}"));
        ThrowIfAny(faults);

        var directory = Text(parsed, _runDirectory)
            ?? DefaultRunDirectory.Choose($"trace-{Intro}", $"chip{serial.ToString(CultureInfo.InvariantCulture)}", seed.ToString(CultureInfo.InvariantCulture), Directory.Exists);
        using var folder = RunFolder.Create(directory);
        var trace = Record(new ChipSettings(new ChipSerial((int)serial), enabled), seed);
        foreach (var (file, content) in TraceFiles.Of(trace))
        {
            folder.Write(file, content);
        }

        folder.Write(ReportFile.Name, Encoding.UTF8.GetBytes(TraceReport.Of(trace)));
        terminal.Output.Write(TraceText.Of(trace));
        terminal.Output.WriteLine($"Run folder: {folder.Path}");
        terminal.Output.WriteLine($"Report: {folder.FileOf(ReportFile.Name)}");
        return Task.FromResult(ExitCode.Done);
    }

    private static IntroTrace Record(ChipSettings chip, ulong seed)
    {
        try
        {
            return IntroTrace.Record(chip, seed);
        }
        catch (PlacementException refusal)
        {
            throw new UsageException(refusal.Faults);
        }
    }

    private void CheckName(ParseResult parsed, List<string> faults)
    {
        var name = parsed.GetResult(_name)?.Tokens is [var only] && !only.Value.StartsWith('-') ? only.Value : null;
        if (name is null)
        {
            faults.Add($"Which trace? Known: {string.Join(", ", Names)}.");
        }
        else if (!Names.Contains(name))
        {
            faults.Add($"There is no trace '{name}'.{NearestName.Hint(name, Names)} Known: {string.Join(", ", Names)}.");
        }
    }

    private static long Whole(ParseResult parsed, Option<string> flag, long most, List<string> faults)
    {
        if (Text(parsed, flag) is not { } text)
        {
            return 1;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most)
        {
            return number;
        }

        faults.Add($"{flag.Name} is '{text}'; permitted: a whole number from 0 to {most}.");
        return 1;
    }

    // A flag whose form is wrong is reported as a fault of form; here it counts as not given.
    private static string? Text(ParseResult parsed, Option<string> flag) => parsed.GetResult(flag)?.Tokens is [var only] ? only.Value : null;
}
