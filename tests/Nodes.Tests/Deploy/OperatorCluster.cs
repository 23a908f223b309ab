using System.Text.Json.Nodes;

namespace Bss2.Nodes.Tests.Deploy;

/// <summary>
/// What the RabbitMQ cluster operator makes of a <c>RabbitmqCluster</c>: a Service of the same name, the Secret NAME-default-user, and pods with known labels and ports
/// (rabbitmq/cluster-operator, internal/resource: service.go, default_user_secret.go, statefulset.go; internal/metadata/label.go).
/// </summary>
internal static class OperatorCluster
{
    public static readonly string[] UserKeys = ["username", "password", "default_user.conf", "host", "port", "provider", "type"];

    public static bool Is(JsonObject manifest) => manifest.Text("apiVersion") == "rabbitmq.com/v1beta1" && manifest.Text("kind") == "RabbitmqCluster";

    public static string UserSecret(JsonObject cluster) => $"{cluster.Text("metadata", "name")}-default-user";

    public static PodTemplate Pods(JsonObject cluster)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["app.kubernetes.io/name"] = cluster.Text("metadata", "name")!,
            ["app.kubernetes.io/component"] = "rabbitmq",
            ["app.kubernetes.io/part-of"] = "rabbitmq",
        };
        return new PodTemplate(cluster.Id(), int.Parse(cluster.Text("spec", "replicas") ?? "1", null), labels, Ports(cluster), null, []);
    }

    /// <summary>The Service as a manifest.</summary>
    public static JsonObject Service(JsonObject cluster) => new()
    {
        ["kind"] = "Service",
        ["metadata"] = new JsonObject { ["name"] = cluster.Text("metadata", "name"), ["namespace"] = cluster.Text("metadata", "namespace") },
        ["spec"] = new JsonObject
        {
            ["selector"] = new JsonObject { ["app.kubernetes.io/name"] = cluster.Text("metadata", "name") },
            ["ports"] = new JsonArray([.. Ports(cluster).Where(p => p.Number is 5671 or 5672).Select(p => new JsonObject { ["name"] = p.Name, ["port"] = p.Number, ["targetPort"] = p.Name })]),
        },
    };

    private static List<PodPort> Ports(JsonObject cluster)
    {
        var ports = new List<PodPort> { new("epmd", 4369), new("clustering", 25672) };
        if (cluster.At("spec", "tls", "secretName") is not null)
        {
            ports.AddRange([new("amqps", 5671), new("https", 15671), new("prometheus-tls", 15691)]);
        }

        if (!cluster.True("spec", "tls", "disableNonTLSListeners"))
        {
            ports.AddRange([new("amqp", 5672), new("http", 15672), new("prometheus", 15692)]);
        }

        return ports;
    }
}
