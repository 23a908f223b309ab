namespace Bss2.Nodes.Tests.Deploy;

/// <summary>All that no schema says of Kubernetes manifests.</summary>
internal static class ManifestRules
{
    /// <summary>Everything that is wrong; none where it can be applied.</summary>
    public static IReadOnlyList<string> Faults(Manifests manifests) =>
    [
        .. SelectorRules.Faults(manifests),
        .. ReferenceRules.Faults(manifests),
        .. SecretRules.Faults(manifests.Own),
        .. PodRules.Faults(manifests),
        .. BrokerPathRules.Faults(manifests),
    ];
}
