using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Bss2.Actors.Remoting.RabbitMq;
using Bss2.Nodes.Configuration;
using Bss2.Trainer.Experiments;
using Bss2.Trainer.Training;

namespace Bss2.Nodes.Commands;

/// <summary>The <c>bss2</c> command line: finds the command, runs it, and turns every failure into one clear message and an exit code.</summary>
/// <param name="experiments">What can be trained.</param>
/// <param name="terminal">Where to write.</param>
internal sealed class CommandLineProgram(IReadOnlyList<BuiltInExperiment> experiments, Terminal terminal)
{
    private const string Start = "Emulates BrainScaleS-2 chips as actors and trains spiking networks on them. Begin with: bss2 train yinyang";

    private static readonly string[] Levels = ["debug", "info", "warning", "error"];

    private readonly Option<string> _level = new("--log-level")
    {
        Description = "How much is printed: debug, info, warning or error (default info)",
        HelpName = "L",
        Recursive = true,
    };

    /// <summary>Runs one command.</summary>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        var root = new RootCommand(Start);
        root.Add(_level);
        root.Add(new ExperimentsCommand(experiments));
        root.Add(new TrainCommand(experiments));
        root.Add(new EvalCommand(experiments));
        root.Add(new MeasureCommand());
        root.Add(new NodeCommand());
        root.Add(new ReportCommand(experiments));
        root.Add(new TraceCommand());
        root.Add(new SubmitCommand(experiments));
        root.Add(new TrainerCommand(experiments));
        root.Add(new ClusterCommand());
        root.Add(new DataCommand());

        var parsed = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        var faults = FormFaults(parsed);
        var level = Level(parsed, faults);
        try
        {
            if (parsed.CommandResult.Command is Bss2Command command && parsed.Action is not HelpAction)
            {
                return await command.RunAsync(parsed, faults, terminal, level);
            }

            return await HelpAsync(parsed, root);
        }
#pragma warning disable CA1031 // The last place before the process ends: whatever happened becomes a message and an exit code.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return Report(failure, level);
        }
    }

    private async Task<int> HelpAsync(ParseResult parsed, RootCommand root)
    {
        if (parsed.Action is null or ParseErrorAction)
        {
            var names = root.Subcommands.Select(c => c.Name).ToArray();
            throw new UsageException(parsed.UnmatchedTokens is [var typed, ..]
                ? $"There is no command '{typed}'.{NearestName.Hint(typed, names)} The commands are {string.Join(", ", names)}; see 'bss2 --help'."
                : $"Which command? The commands are {string.Join(", ", names)}; begin with 'bss2 train yinyang', or see 'bss2 --help'.");
        }

        return await parsed.InvokeAsync(new InvocationConfiguration { Output = terminal.Output, Error = terminal.Error, ProcessTerminationTimeout = null });
    }

    private static List<string> FormFaults(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;

        // Arguments that match nothing are told below, with what was probably meant.
        var faults = parsed.Errors
            .Where(e => !(e.SymbolResult is CommandResult && parsed.UnmatchedTokens.Any(t => e.Message.Contains($"'{t}'", StringComparison.Ordinal))))
            .Select(e => $"{e.Message} See 'bss2 {command.Name} --help'.")
            .ToList();
        if (command is not Bss2Command)
        {
            return faults;
        }

        // An unknown flag may also have been taken for the command's argument, and what follows it is meant as its value.
        var strays = parsed.CommandResult.Tokens.Select(t => t.Value).Where(t => t.StartsWith("--", StringComparison.Ordinal)).Concat(parsed.UnmatchedTokens);
        var flags = command.Options.Select(o => o.Name).Append("--log-level").ToArray();
        var afterFlag = false;
        foreach (var stray in strays)
        {
            if (stray.StartsWith('-'))
            {
                var flag = stray.Split('=', 2)[0];
                faults.Add($"'{command.Name}' has no flag '{flag}'.{NearestName.Hint(flag, flags)} Its flags are {string.Join(", ", flags)}.");
                afterFlag = flag == stray;
                continue;
            }

            if (!afterFlag)
            {
                faults.Add($"'{stray}' is one argument too many for '{command.Name}'. See 'bss2 {command.Name} --help'.");
            }

            afterFlag = false;
        }

        return faults;
    }

    private LogLevel Level(ParseResult parsed, List<string> faults)
    {
        var text = parsed.GetValue(_level) ?? "info";
        var index = Array.IndexOf(Levels, text);
        if (index < 0)
        {
            faults.Add($"--log-level is '{text}'; permitted: {string.Join(" | ", Levels)}.");
        }

        return index < 0 ? LogLevel.Info : (LogLevel)index;
    }

    private int Report(Exception failure, LogLevel level)
    {
        switch (failure)
        {
            case UsageException usage:
                foreach (var fault in usage.Faults)
                {
                    Tell(fault);
                }

                return ExitCode.BadUsage;
            case RunRefusedException or BrokerException { Fault: not BrokerFault.Unreachable }:
                Tell(failure.Message);
                return ExitCode.BadUsage;
            case RunFolderException or TrainingFailedException or BrokerException or IOException or UnauthorizedAccessException:
                Tell(failure.Message);
                break;
            default:
                Tell($"Unexpected failure: {failure.GetType().Name}: {FirstLine(failure.Message)}{(level == LogLevel.Debug ? "" : " Run the command again with --log-level debug to see where.")}");
                break;
        }

        if (level == LogLevel.Debug)
        {
            Tell(failure.ToString());
        }

        return ExitCode.Failed;
    }

    // The last place before a message is seen: an argument that stands where none belongs is repeated by whoever refuses it.
    private void Tell(string message) => terminal.Error.WriteLine(AddressMask.Of(message));

    private static string FirstLine(string text) => text.Split('\n', 2)[0].Trim();
}
