using System.Globalization;
using System.Text.Json.Nodes;

namespace Bss2.Nodes.Tests.Deploy;

/// <summary>Every pod of ours reaches the broker that it is told of: its name is a Service, the port is open there with or without TLS as the address says, and the network policies let it pass.</summary>
internal static class BrokerPathRules
{
    private const int Names = 53;

    public static IEnumerable<string> Faults(Manifests manifests) => manifests.OwnPods
        .SelectMany(p => p.Containers.Where(PodRules.IsOurs).SelectMany(c => Faults(p, c, manifests)).Select(f => $"{p.Owner}: {f}"));

    private static IEnumerable<string> Faults(PodTemplate pods, JsonObject container, Manifests manifests)
    {
        if (Variable(container, "BSS2_CLUSTER", manifests) is not { } text || !Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("amqp" or "amqps"))
        {
            yield return "BSS2_CLUSTER is no address amqp://HOST:PORT or amqps://HOST:PORT.";
            yield break;
        }

        var parts = uri.Host.Split('.');
        var service = manifests.Of("Service").FirstOrDefault(s => s.Text("metadata", "name") == parts[0] && (parts.Length == 1 || s.Text("metadata", "namespace") == parts[1]));
        if (service?.Items("spec", "ports").FirstOrDefault(p => p.Text("port") == Text(uri.Port)) is not { } port)
        {
            yield return $"BSS2_CLUSTER is {text}, and there is no Service of that name, namespace and port.";
            yield break;
        }

        var secure = uri.Scheme == "amqps";
        if (secure != (uri.Port == 5671))
        {
            yield return $"BSS2_CLUSTER is {text}: port 5671 is for amqps, 5672 for amqp.";
        }

        if (secure && !Mounted(pods, container, Variable(container, "BSS2_BROKER_CA", manifests)))
        {
            yield return "BSS2_BROKER_CA is no file of a mounted Secret; without it no broker with TLS is believed.";
        }

        var broker = manifests.Matching(new JsonObject { ["matchLabels"] = service.At("spec", "selector")?.DeepClone() }).FirstOrDefault();
        var target = broker?.Ports.FirstOrDefault(p => p.Name == port.Text("targetPort") || Text(p.Number) == port.Text("targetPort")).Number ?? 0;
        var policies = manifests.Of("NetworkPolicy").ToList();
        if (broker is not null && !(NetworkRules.Passes(policies, "Egress", pods, broker, target) && NetworkRules.Passes(policies, "Ingress", broker, pods, target)))
        {
            yield return $"the network policies do not let it speak to the pods of {broker.Owner} on port {target}.";
        }

        if (!NetworkRules.Passes(policies, "Egress", pods, null, Names))
        {
            yield return "the network policies do not let it look names up.";
        }
    }

    private static string? Variable(JsonObject container, string name, Manifests manifests)
    {
        var variable = container.Items("env").FirstOrDefault(e => e.Text("name") == name);
        return variable.Text("value")
            ?? manifests.Find("ConfigMap", variable.Text("valueFrom", "configMapKeyRef", "name")).Text("data", variable.Text("valueFrom", "configMapKeyRef", "key") ?? "");
    }

    private static bool Mounted(PodTemplate pods, JsonObject container, string? file) => file is not null && container.Items("volumeMounts").Any(mount =>
        Path.GetDirectoryName(file) == mount.Text("mountPath")
        && pods.Spec.Items("volumes").FirstOrDefault(v => v.Text("name") == mount.Text("name")).Items("secret", "items").Any(i => i.Text("path") == Path.GetFileName(file)));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
