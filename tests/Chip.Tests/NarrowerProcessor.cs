using System.Diagnostics;

namespace Bss2.Chip.Tests;

/// <summary>Runs the tests of a class once more in a process that does without some of this processor's instructions.</summary>
internal static class NarrowerProcessor
{
    private const string Child = "BSS2_TESTS_OF_A_NARROWER_PROCESSOR";

    /// <summary>What this process does without; null in the first one.</summary>
    public static string? Mine => Environment.GetEnvironmentVariable(Child);

    /// <summary>Runs the tests in a child.</summary>
    /// <param name="tests">The class.</param>
    /// <param name="switchedOff">A variable of the runtime, e.g. <c>DOTNET_EnableAVX2</c>.</param>
    public static async Task RunAsync(Type tests, string switchedOff)
    {
        var start = new ProcessStartInfo("dotnet", ["vstest", tests.Assembly.Location, "/TestCaseFilter:FullyQualifiedName~" + tests.FullName])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[switchedOff] = "0";
        start.Environment[Child] = switchedOff;
        using var child = Process.Start(start)!;
        var output = child.StandardOutput.ReadToEndAsync();
        var errors = child.StandardError.ReadToEndAsync();
        await child.WaitForExitAsync();
        Assert.True(child.ExitCode == 0, await output + await errors);
        Assert.Contains("Passed", await output, StringComparison.Ordinal);
    }
}
