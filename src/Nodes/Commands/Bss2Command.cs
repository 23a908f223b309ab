using System.CommandLine;

namespace Bss2.Nodes.Commands;

/// <summary>One command of <c>bss2</c>: its arguments and flags, and what it does.</summary>
internal abstract class Bss2Command(string name, string description) : Command(name, description)
{
    /// <summary>Does the work.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="faults">What is wrong with its form; the command adds what it finds itself and refuses all at once.</param>
    /// <param name="terminal">Where to write.</param>
    /// <param name="level">How much to write.</param>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public abstract Task<int> RunAsync(ParseResult parsed, List<string> faults, Terminal terminal, LogLevel level);

    protected static void ThrowIfAny(IReadOnlyList<string> faults)
    {
        if (faults.Count > 0)
        {
            throw new UsageException(faults);
        }
    }
}
