using System.Globalization;
using System.Text.Json.Nodes;

namespace Bss2.Nodes.Tests.Deploy;

/// <summary>A port of a pod.</summary>
internal readonly record struct PodPort(string? Name, int Number);

/// <summary>The pods of one workload.</summary>
/// <param name="Owner">Kind and name of the workload.</param>
/// <param name="Replicas">How many there are.</param>
/// <param name="Labels">Their labels.</param>
/// <param name="Ports">Ports that their containers name.</param>
/// <param name="Spec">Their description, or null where an operator writes it.</param>
/// <param name="Claims">Volumes that each pod has from a claim of its own.</param>
internal sealed record PodTemplate(string Owner, int Replicas, Dictionary<string, string> Labels, IReadOnlyList<PodPort> Ports, JsonObject? Spec, IReadOnlyList<string> Claims)
{
    public IEnumerable<JsonObject> Containers => Spec.Items("initContainers").Concat(Spec.Items("containers"));

    /// <summary>The pods of a manifest, or null where it makes none.</summary>
    public static PodTemplate? Of(JsonObject manifest)
    {
        if (TemplateOf(manifest) is not { } template)
        {
            return null;
        }

        var ports = ContainersOf(manifest).SelectMany(c => c.Items("ports")).Select(p => new PodPort(p.Text("name"), Number(p.Text("containerPort"))));
        return new PodTemplate(
            manifest.Id(),
            manifest.Text("spec", "replicas") is { } replicas ? Number(replicas) : 1,
            template.Map("metadata", "labels"),
            [.. ports],
            template.At("spec") as JsonObject ?? [],
            [.. manifest.Items("spec", "volumeClaimTemplates").Select(c => c.Text("metadata", "name")!)]);
    }

    public static IEnumerable<JsonObject> ContainersOf(JsonObject manifest) =>
        TemplateOf(manifest) is { } template ? template.Items("spec", "initContainers").Concat(template.Items("spec", "containers")) : [];

    public bool Has(string port) => Ports.Any(p => p.Name == port || p.Number.ToString(CultureInfo.InvariantCulture) == port);

    private static JsonObject? TemplateOf(JsonObject manifest) => manifest.Text("kind") switch
    {
        "Deployment" or "StatefulSet" or "DaemonSet" or "Job" => manifest.At("spec", "template") as JsonObject ?? [],
        "CronJob" => manifest.At("spec", "jobTemplate", "spec", "template") as JsonObject ?? [],
        _ => null,
    };

    private static int Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
}
