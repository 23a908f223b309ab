using System.Diagnostics;

namespace Bss2.Messages.Tests.Wire;

/// <summary>Debian's python3-msgpack, a decoder that shares nothing with this project.</summary>
internal static class PythonMsgpack
{
    /// <summary>The system's Python comes first: packages of the distribution are visible to no other.</summary>
    private static readonly string[] Candidates = ["/usr/bin/python3", "python3"];

    /// <summary>The first Python that can import msgpack, or null.</summary>
    public static string? Interpreter { get; } = Array.Find(Candidates, CanImport);

    /// <summary>Runs a script with text on standard input and gives its standard output.</summary>
    public static async Task<string> RunAsync(string interpreter, string script, string input)
    {
        using var process = Process.Start(StartInfo(interpreter, script))!;
        Task<string> text = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await errors);
        return await text;
    }

    private static bool CanImport(string interpreter)
    {
        try
        {
            using var process = Process.Start(StartInfo(interpreter, "import msgpack"))!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // There is no such program: the next candidate may be there.
        }
    }

    private static ProcessStartInfo StartInfo(string interpreter, string script) => new(interpreter, ["-c", script])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };
}
