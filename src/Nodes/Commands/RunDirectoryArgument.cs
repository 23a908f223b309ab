using System.CommandLine;

namespace Bss2.Nodes.Commands;

/// <summary>The folder of an earlier training.</summary>
internal sealed class RunDirectoryArgument : Argument<string>
{
    public RunDirectoryArgument()
        : base("RUN-DIR")
    {
        Description = "Folder that a training left";
        Arity = ArgumentArity.ZeroOrOne;
    }

    /// <summary>The folder, or a fault where it was not given.</summary>
    public string Require(ParseResult parsed, List<string> faults)
    {
        var path = parsed.GetValue(this);
        if (path is null)
        {
            faults.Add($"'{parsed.CommandResult.Command.Name}' needs RUN-DIR, the folder that a training left, e.g. bss2 {parsed.CommandResult.Command.Name} runs/yinyang-chip-seed1.");
        }

        return path ?? "";
    }
}
