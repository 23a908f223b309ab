using Bss2.Nodes.Configuration;
using Bss2.Trainer.Data;

namespace Bss2.Nodes.Commands;

/// <summary>Options that this process's environment sets, for the experiments that have them.</summary>
internal static class EnvironmentSettings
{
    /// <param name="environment">Looks a variable of the environment up; the process's own by default.</param>
    public static IReadOnlyList<Assignment> Read(Func<string, string?>? environment = null) =>
        (environment ?? Environment.GetEnvironmentVariable)(EnvironmentNames.DataFolder) is { Length: > 0 } folder
            ? [new Assignment(DataFolder.Key, folder, EnvironmentNames.DataFolder)]
            : [];
}
