using System.Xml.Linq;

namespace Bss2.Nodes.Tests.Deploy;

/// <summary>What the manifests have to know of the product.</summary>
internal static class ProductFacts
{
    /// <summary>Variables of the environment that bss2 reads.</summary>
    public static readonly string[] Variables =
    [
        "BSS2_CLUSTER", "BSS2_BROKER_CREDENTIALS", "BSS2_BROKER_USER", "BSS2_BROKER_PASSWORD", "BSS2_BROKER_CA", "BSS2_BROKER_CERTIFICATE", "BSS2_BROKER_KEY",
        "BSS2_NODE_NAME", "BSS2_HTTP_PORT", "BSS2_HTTP_ADDRESS",
    ];

    /// <summary>Version of the product.</summary>
    public static string Version { get; } = XDocument.Parse(DeployFiles.Text("Directory.Build.props")).Descendants("Version").Single().Value;
}
