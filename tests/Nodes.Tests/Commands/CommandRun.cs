using Bss2.Nodes.Commands;
using Bss2.Nodes.Tests.Toys;

namespace Bss2.Nodes.Tests.Commands;

/// <summary>What a command did, run inside the test.</summary>
internal sealed record CommandRun(int ExitCode, string Output, string Error)
{
    public string[] ErrorLines => Error.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);

    public static async Task<CommandRun> Of(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await new CommandLineProgram([new ToyExperiment()], new Terminal(output, error, Interactive: false)).RunAsync(arguments);
        return new CommandRun(code, output.ToString(), error.ToString());
    }
}
