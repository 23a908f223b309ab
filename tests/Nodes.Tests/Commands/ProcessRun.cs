using System.Diagnostics;
using Bss2.Nodes.Commands;

namespace Bss2.Nodes.Tests.Commands;

/// <summary>A process of <c>bss2.dll</c>.</summary>
internal static class ProcessRun
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Runs it to its end. <paramref name="onLine"/> sees each line of output with the process's id as it comes.</summary>
    public static Task<CommandRun> Of(string folder, Action<int, string>? onLine, params string[] arguments) => Of(folder, onLine, [], arguments);

    /// <summary>The same with variables of the environment.</summary>
    public static async Task<CommandRun> Of(string folder, Action<int, string>? onLine, (string Name, string Value)[] environment, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add(typeof(CommandLineProgram).Assembly.Location);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var error = process.StandardError.ReadToEndAsync(patience.Token);
            var output = new StringWriter();
            while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
            {
                output.WriteLine(line);
                onLine?.Invoke(process.Id, line);
            }

            await process.WaitForExitAsync(patience.Token);
            return new CommandRun(process.ExitCode, output.ToString(), await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>Sends a signal as a shell does.</summary>
    public static void Signal(int processId, string signal)
    {
        using var kill = Process.Start("kill", ["-s", signal, processId.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}
