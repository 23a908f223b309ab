using System.Text.Json.Nodes;

namespace Bss2.Nodes.Tests.Deploy;

/// <summary>Selectors find the pods that they are for.</summary>
internal static class SelectorRules
{
    public static IEnumerable<string> Faults(Manifests manifests) => manifests.Own.SelectMany(m => m.Text("kind") switch
    {
        "Deployment" or "StatefulSet" or "DaemonSet" => Workload(m, manifests),
        "Service" => Service(m, manifests),
        "PodDisruptionBudget" => Found(m, m.At("spec", "selector"), "its selector", manifests),
        "NetworkPolicy" => Policy(m, manifests),
        "RabbitmqCluster" => Affinity(m, m.At("spec", "affinity"), OperatorCluster.Pods(m).Labels),
        _ => [],
    });

    private static IEnumerable<string> Workload(JsonObject workload, Manifests manifests)
    {
        var pods = PodTemplate.Of(workload)!;
        var selector = workload.At("spec", "selector");
        if (selector.Map("matchLabels").Count == 0 || !Selector.Matches(selector, pods.Labels))
        {
            yield return $"{pods.Owner}: its selector {selector?.ToJsonString() ?? "(none)"} does not match the labels of its own pods {Shown(pods.Labels)}.";
        }

        foreach (var other in manifests.Matching(selector).Where(p => p.Owner != pods.Owner))
        {
            yield return $"{pods.Owner}: its selector matches the pods of {other.Owner} too.";
        }

        foreach (var spread in pods.Spec.Items("topologySpreadConstraints").Where(s => !Selector.Matches(s.At("labelSelector"), pods.Labels)))
        {
            yield return $"{pods.Owner}: the spread over {spread.Text("topologyKey")} counts other pods than its own.";
        }

        foreach (var fault in Affinity(workload, pods.Spec.At("affinity"), pods.Labels))
        {
            yield return fault;
        }
    }

    private static IEnumerable<string> Affinity(JsonObject owner, JsonNode? affinity, Dictionary<string, string> labels)
    {
        var apart = affinity.At("podAntiAffinity");
        return apart.Items("requiredDuringSchedulingIgnoredDuringExecution")
            .Concat(apart.Items("preferredDuringSchedulingIgnoredDuringExecution").Select(p => p["podAffinityTerm"]).OfType<JsonObject>())
            .Where(term => !Selector.Matches(term.At("labelSelector"), labels))
            .Select(term => $"{owner.Id()}: the anti-affinity over {term.Text("topologyKey")} keeps its pods from others, not from each other.");
    }

    private static IEnumerable<string> Service(JsonObject service, Manifests manifests)
    {
        var selector = new JsonObject { ["matchLabels"] = service.At("spec", "selector")?.DeepClone() };
        var pods = manifests.Matching(selector).ToList();
        if (pods.Count != 1)
        {
            yield return $"{service.Id()}: its selector matches the pods of {pods.Count} workloads; it has to be one.";
            yield break;
        }

        foreach (var port in service.Items("spec", "ports").Select(p => p.Text("targetPort") ?? p.Text("port")!).Where(p => !pods[0].Has(p)))
        {
            yield return $"{service.Id()}: the pods of {pods[0].Owner} have no port {port}.";
        }
    }

    private static IEnumerable<string> Policy(JsonObject policy, Manifests manifests)
    {
        var faults = Found(policy, policy.At("spec", "podSelector"), "podSelector", manifests);
        foreach (var (rules, peers) in new[] { ("ingress", "from"), ("egress", "to") })
        {
            var here = policy.Items("spec", rules).SelectMany(r => r.Items(peers)).Where(p => p.At("podSelector") is not null && p.At("namespaceSelector") is null);
            faults = faults.Concat(here.SelectMany(p => Found(policy, p.At("podSelector"), $"a podSelector under {rules}.{peers}", manifests)));
        }

        return faults;
    }

    private static IEnumerable<string> Found(JsonObject owner, JsonNode? selector, string what, Manifests manifests) =>
        manifests.Matching(selector).Any() ? [] : [$"{owner.Id()}: {what} {selector?.ToJsonString()} matches no pods."];

    private static string Shown(Dictionary<string, string> labels) => "{" + string.Join(", ", labels.Select(l => $"{l.Key}: {l.Value}")) + "}";
}
