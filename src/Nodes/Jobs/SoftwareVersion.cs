using System.Reflection;

namespace Bss2.Nodes.Jobs;

/// <summary>Version of this software, for people.</summary>
internal static class SoftwareVersion
{
    public static string Text { get; } =
        typeof(SoftwareVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
