using System.CommandLine;
using Bss2.Nodes.Configuration;
using Bss2.Nodes.Data;
using Spectre.Console;

namespace Bss2.Nodes.Commands;

/// <summary><c>bss2 data fetch NAME --data-dir DIR</c>: downloads a dataset.</summary>
internal sealed class DataCommand : Bss2Command
{
    private const string Fetch = "fetch";
    private const string Example = "bss2 data fetch mnist --data-dir data";

    private readonly Func<string, string?> _environment;
    private readonly Argument<string> _action = new("ACTION") { Description = "What to do: fetch", Arity = ArgumentArity.ZeroOrOne };
    private readonly Argument<string> _name = new("NAME") { Description = "Dataset: " + string.Join(", ", FetchSource.All.Select(s => s.Name)), Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string> _folder = new("--data-dir") { HelpName = "DIR", Description = $"Folder of datasets; each goes into a subfolder of its name (or {EnvironmentNames.DataFolder})" };
    private readonly Option<string> _mirror = new("--mirror") { HelpName = "URL", Description = "Folder on the web that holds the packed files, in place of the known mirrors" };

    /// <param name="environment">Looks a variable of the environment up; the process's own by default.</param>
    public DataCommand(Func<string, string?>? environment = null)
        : base("data", "Download a dataset: 'data fetch NAME --data-dir DIR'")
    {
        _environment = environment ?? Environment.GetEnvironmentVariable;
        Add(_action);
        Add(_name);
        Add(_folder);
        Add(_mirror);
    }

    public override async Task<int> RunAsync(ParseResult parsed, List<string> faults, Terminal terminal, LogLevel level)
    {
        var source = Source(parsed, faults);
        var folder = FlagValue.Of(parsed, _folder, _environment, EnvironmentNames.DataFolder)?.Text;
        if (string.IsNullOrWhiteSpace(folder))
        {
            faults.Add($"'data {Fetch}' needs --data-dir DIR (or {EnvironmentNames.DataFolder}), the folder of datasets, e.g. {Example}.");
        }

        var mirror = Mirror(parsed, faults);
        ThrowIfAny(faults);

        using var client = DatasetFetch.CreateClient();
        using var interruption = new Interruption(() => terminal.Error.WriteLine("Interrupted: stopping."));
        Task<string> FetchAsync(Action<object> show) => new DatasetFetch(client, TimeProvider.System, show).RunAsync(source!, folder!, mirror, interruption.Token);
        try
        {
            var target = level > LogLevel.Info ? await FetchAsync(_ => { })
                : terminal.Interactive ? await FetchView.WithBarsAsync(AnsiConsole.Console, FetchAsync)
                : await FetchView.WithLinesAsync(terminal.Output, FetchAsync);
            if (level <= LogLevel.Warning)
            {
                terminal.Output.WriteLine($"The dataset '{source!.Name}' is in {target}: {source.Files.Count} files, verified. Use it with --data-dir {folder}, or set {EnvironmentNames.DataFolder}.");
            }

            return ExitCode.Done;
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            terminal.Error.WriteLine("Interrupted. What came is kept; the same command goes on with it.");
            return ExitCode.Interrupted;
        }
    }

    private FetchSource? Source(ParseResult parsed, List<string> faults)
    {
        var (action, name) = (Value(parsed, _action), Value(parsed, _name));
        if (action != Fetch)
        {
            faults.Add(action is null ? $"'data' does what? Known: {Fetch}, e.g. {Example}." : $"'data' has no action '{action}'.{NearestName.Hint(action, [Fetch])} Known: {Fetch}, e.g. {Example}.");
            return null;
        }

        var known = FetchSource.All.Select(s => s.Name).ToArray();
        var source = FetchSource.All.FirstOrDefault(s => s.Name == name);
        if (source is null)
        {
            faults.Add(name is null ? $"Which dataset? Known: {string.Join(", ", known)}." : $"There is no dataset '{name}' to fetch.{NearestName.Hint(name, known)} Known: {string.Join(", ", known)}.");
        }

        return source;
    }

    private Uri? Mirror(ParseResult parsed, List<string> faults)
    {
        if (parsed.GetResult(_mirror)?.Tokens is not [var given])
        {
            return null;
        }

        if (Uri.TryCreate(given.Value.TrimEnd('/') + "/", UriKind.Absolute, out var mirror) && mirror.Scheme is "http" or "https")
        {
            return mirror;
        }

        faults.Add($"--mirror is '{given.Value}'; permitted: an http:// or https:// address of the folder that holds the packed files.");
        return null;
    }

    // A flag in the place of an argument is reported as a fault of form.
    private static string? Value(ParseResult parsed, Argument<string> argument) => parsed.GetResult(argument)?.Tokens is [var only] && !only.Value.StartsWith('-') ? only.Value : null;
}
