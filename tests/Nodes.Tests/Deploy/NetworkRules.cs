using System.Globalization;
using System.Text.Json.Nodes;

namespace Bss2.Nodes.Tests.Deploy;

/// <summary>What network policies let pass: everything where no policy selects a pod, else the union of what those that do permit.</summary>
internal static class NetworkRules
{
    /// <summary>Whether pods may speak (Egress) or be spoken to (Ingress) on a port.</summary>
    /// <param name="policies">All policies of the namespace.</param>
    /// <param name="direction">Egress or Ingress.</param>
    /// <param name="pods">Whose policies are asked.</param>
    /// <param name="peer">The other side, or null for one outside the namespace.</param>
    /// <param name="port">The listener's port.</param>
    public static bool Passes(IReadOnlyList<JsonObject> policies, string direction, PodTemplate pods, PodTemplate? peer, int port)
    {
        var (rules, peers) = direction == "Egress" ? ("egress", "to") : ("ingress", "from");
        var applying = policies.Where(p => Selector.Matches(p.At("spec", "podSelector"), pods.Labels) && p.Texts("spec", "policyTypes").Contains(direction)).ToList();
        return applying.Count == 0 || applying.SelectMany(p => p.Items("spec", rules)).Any(r => OfPeer(r, peers, peer) && OfPort(r, port));
    }

    private static bool OfPeer(JsonObject rule, string peers, PodTemplate? peer) => rule.At(peers) is null
        || rule.Items(peers).Any(p => peer is null
            ? p.At("namespaceSelector") is not null
            : p.At("namespaceSelector") is null && p.At("podSelector") is { } selector && Selector.Matches(selector, peer.Labels));

    private static bool OfPort(JsonObject rule, int port) =>
        rule.At("ports") is null || rule.Items("ports").Any(p => p.Text("port") == port.ToString(CultureInfo.InvariantCulture));
}
