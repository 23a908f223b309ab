namespace Bss2.TestKit.Processes;

/// <summary>Processes of <c>bss2</c>, the application that was built beside the tests (a project that uses this refers to Nodes).</summary>
public static class Bss2Process
{
    /// <summary>The application.</summary>
    public static string Assembly { get; } = Path.Combine(AppContext.BaseDirectory, "bss2.dll");

    /// <summary>Starts <c>bss2</c> with these arguments.</summary>
    /// <param name="name">Name for messages.</param>
    /// <param name="arguments">Command, arguments and flags.</param>
    /// <param name="folder">Where it starts.</param>
    /// <param name="environment">Variables that it has beside the tests' own; the tests' own <c>BSS2_…</c> are taken away.</param>
    /// <param name="prefix">A program that runs it, e.g. in a network namespace.</param>
    public static ChildProcess Start(
        string name,
        IReadOnlyList<string> arguments,
        string? folder = null,
        IReadOnlyDictionary<string, string?>? environment = null,
        IReadOnlyList<string>? prefix = null)
    {
        var variables = Environment.GetEnvironmentVariables().Keys.Cast<string>()
            .Where(key => key.StartsWith("BSS2_", StringComparison.Ordinal)).ToDictionary(key => key, _ => (string?)null);
        foreach (var (key, value) in environment ?? new Dictionary<string, string?>())
            variables[key] = value;
        return ChildProcess.Start(name, [.. prefix ?? [], "dotnet", Assembly, .. arguments], folder, variables);
    }
}
