namespace Bss2.Nodes.Commands;

/// <summary>Where a command writes.</summary>
/// <param name="Output">Results.</param>
/// <param name="Error">Faults.</param>
/// <param name="Interactive">Whether a person watches the output: only then are there colours and a progress bar.</param>
internal sealed record Terminal(TextWriter Output, TextWriter Error, bool Interactive)
{
    public static Terminal OfProcess() => new(
        Console.Out,
        Console.Error,
        !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not "dumb");
}
