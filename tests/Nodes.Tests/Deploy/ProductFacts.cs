using System.Xml.Linq;
using Bss2.Nodes.Commands;

namespace Bss2.Nodes.Tests.Deploy;

/// <summary>What the manifests have to know of the product.</summary>
internal static class ProductFacts
{
    /// <summary>Variables of the environment that bss2 reads.</summary>
    public static string[] Variables { get; } = [.. typeof(EnvironmentNames).GetFields().Select(f => (string)f.GetRawConstantValue()!)];

    /// <summary>Version of the product.</summary>
    public static string Version { get; } = XDocument.Parse(DeployFiles.Text("Directory.Build.props")).Descendants("Version").Single().Value;
}
