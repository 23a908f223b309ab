using System.CommandLine;
using Bss2.Nodes.Configuration;

namespace Bss2.Nodes.Commands;

/// <summary>Arguments and flags of <c>bss2 train</c>. Values stay texts: the experiment's options say what is permitted, so that all faults have one form.</summary>
internal sealed class TrainFlags
{
    private readonly (Option<string> Flag, string Key)[] _keyed =
    [
        (Flag("--backend", "B", "Where the forward pass runs: model (ideal numerics) or chip (emulated silicon)"), "backend"),
        (Flag("--epochs", "N", "Epochs to train"), "epochs"),
        (Flag("--seed", "N", "Seed of initial weights, shuffling and noise"), "seed"),
        (Flag("--replicas", "N", "Copies of the chip that run side by side; decides no result (default: number of cores)"), "replicas"),
        (Flag("--block-size", "N", "Samples of a block; decides no result (default: as suits the replicas)"), "blockSize"),
        (Flag("--chip-serial", "N", "Which virtual chip: its serial decides all mismatch"), "chipSerial"),
        (Flag("--data-dir", "DIR", $"Folder of downloaded datasets (or {EnvironmentNames.DataFolder})"), "dataDir"),
    ];

    private readonly Argument<string> _name = new("NAME") { Description = "Experiment; 'bss2 experiments' lists them", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string> _config = Flag("--config", "FILE.yaml", "Settings as 'key: value' lines");
    private readonly Option<string> _preset = Flag("--preset", "P", "Named settings of the experiment, e.g. quick");
    private readonly Option<string[]> _set = new("--set") { HelpName = "key=value", Description = "One setting; may be given many times" };
    private readonly Option<string> _runDirectory = Flag("--run-dir", "DIR", "Folder for the results (default: a new one under runs)");
    private readonly Option<string[]> _pin = new("--pin") { HelpName = "chip=node", Description = "Node of the cluster that holds a chip of the rack; for all chips or none" };
    private readonly Option<bool> _resume = new("--resume") { Description = "Go on from the checkpoint in --run-dir" };

    public void AddTo(Command command)
    {
        AddSettingsTo(command);
        command.Add(_runDirectory);
        command.Add(_resume);
        command.Add(_pin);
    }

    /// <summary>What decides what is trained, without where the results go.</summary>
    public void AddSettingsTo(Command command)
    {
        command.Add(_name);
        foreach (var (flag, _) in _keyed)
        {
            command.Add(flag);
        }

        command.Add(_config);
        command.Add(_preset);
        command.Add(_set);
    }

    public string? Name(ParseResult parsed) => Value(parsed, _name) is { } name && !name.StartsWith('-') ? name : null;

    public string? RunDirectory(ParseResult parsed) => Value(parsed, _runDirectory);

    public bool Resume(ParseResult parsed) => parsed.GetResult(_resume) is { Errors: var errors } && !errors.Any() && parsed.GetValue(_resume);

    /// <summary>What was typed of chips and their nodes.</summary>
    public IReadOnlyList<string> Pins(ParseResult parsed) => [.. parsed.GetResult(_pin)?.Tokens.Select(t => t.Value) ?? []];

    /// <summary>What was typed, as layers of options; more faults where a setting has no value or a file is no YAML.</summary>
    public OptionLayers Layers(ParseResult parsed, List<string> faults)
    {
        var file = Value(parsed, _config) is { } path ? ConfigurationFile.Read(path) : null;
        faults.AddRange(file?.Faults ?? []);
        return new OptionLayers
        {
            Environment = EnvironmentSettings.Read(),
            Preset = Value(parsed, _preset),
            File = file?.Assignments ?? [],
            Sets = Sets(parsed, faults),
            Flags = [.. _keyed.Select(k => (k.Flag, k.Key, Text: Value(parsed, k.Flag))).Where(k => k.Text is not null).Select(k => new Assignment(k.Key, k.Text!, k.Flag.Name))],
        };
    }

    private List<Assignment> Sets(ParseResult parsed, List<string> faults)
    {
        var sets = new List<Assignment>();
        if (parsed.GetResult(_set) is not { } result)
        {
            return sets;
        }

        foreach (var token in result.Tokens)
        {
            var (text, equals) = (token.Value, token.Value.IndexOf('=', StringComparison.Ordinal));
            if (equals < 1)
            {
                faults.Add($"--set is '{text}'; permitted: key=value, e.g. --set learningRate=0.001.");
            }
            else if (sets.Any(s => s.Key == text[..equals]))
            {
                faults.Add($"--set gives '{text[..equals]}' more than once; keep one of them.");
            }
            else
            {
                sets.Add(new Assignment(text[..equals], text[(equals + 1)..], "--set"));
            }
        }

        return sets;
    }

    // A flag whose form is wrong is reported as a fault of form; here it counts as not given.
    private static string? Value(ParseResult parsed, Option<string> flag) => parsed.GetResult(flag)?.Tokens is [var only] ? only.Value : null;

    private static string? Value(ParseResult parsed, Argument<string> argument) => parsed.GetResult(argument)?.Tokens is [var only] ? only.Value : null;

    private static Option<string> Flag(string name, string value, string description) => new(name) { HelpName = value, Description = description };
}
