using System.Reflection;

namespace Bss2.Nodes.Cluster;

/// <summary>Version of this program, for people.</summary>
internal static class SoftwareVersion
{
    public static string Text { get; } =
        typeof(SoftwareVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
