using System.Text.Json.Nodes;

namespace Bss2.Nodes.Tests.Deploy;

/// <summary>
/// Renders a folder as <c>kubectl kustomize</c> does, so that what is applied can be judged where there is no kubectl. It knows the fields that are used here and refuses others;
/// a test compares it with kubectl.
/// </summary>
internal static class Kustomization
{
    private static readonly string[] Known = ["apiVersion", "kind", "namespace", "resources", "components", "patches", "images"];

    public static List<JsonObject> Render(string folder)
    {
        var manifests = new List<JsonObject>();
        Apply(folder, manifests);
        return manifests;
    }

    private static void Apply(string folder, List<JsonObject> manifests)
    {
        var file = Yaml.Document(File.ReadAllText(Path.Combine(folder, "kustomization.yaml")));
        if (file.Select(e => e.Key).Except(Known).ToList() is { Count: > 0 } unknown)
        {
            throw new NotSupportedException($"{folder}/kustomization.yaml has '{string.Join("', '", unknown)}', which is not rendered here; known are {string.Join(", ", Known)}.");
        }

        foreach (var resource in file.Texts("resources").Select(r => Path.GetFullPath(Path.Combine(folder, r))))
        {
            manifests.AddRange(Directory.Exists(resource) ? Render(resource) : Yaml.Documents(File.ReadAllText(resource)));
        }

        foreach (var component in file.Texts("components"))
        {
            Apply(Path.GetFullPath(Path.Combine(folder, component)), manifests);
        }

        foreach (var patch in file.Items("patches"))
        {
            Patch(manifests, Yaml.Document(File.ReadAllText(Path.Combine(folder, patch.Text("path")!))), patch.At("target"));
        }

        SetNamespace(manifests, file.Text("namespace"));
        SetImages(manifests, file.Items("images"));
    }

    private static void Patch(List<JsonObject> manifests, JsonObject patch, JsonNode? target)
    {
        var (kind, name) = target is null ? (patch.Text("kind"), patch.Text("metadata", "name")) : (target.Text("kind"), target.Text("name"));
        var found = manifests.Where(m => m.Text("kind") == kind && (name is null || m.Text("metadata", "name") == name)).ToList();
        if (target is null && found.Count != 1)
        {
            throw new InvalidOperationException($"The patch of {patch.Id()} fits {found.Count} manifests; it has to fit one.");
        }

        if (patch.Text("$patch") == "delete")
        {
            manifests.RemoveAll(found.Contains);
            return;
        }

        foreach (var manifest in found)
        {
            var change = (JsonObject)patch.DeepClone();
            foreach (var identity in new[] { "apiVersion", "kind", "metadata" })
            {
                if (identity != "metadata" || target is not null)
                {
                    change.Remove(identity);
                }
            }

            StrategicMerge.Apply(manifest, change, named: manifest.Text("apiVersion") is "v1" or "apps/v1" or "batch/v1" or "policy/v1" or "networking.k8s.io/v1");
        }
    }

    private static void SetNamespace(List<JsonObject> manifests, string? name)
    {
        foreach (var manifest in name is null ? [] : manifests)
        {
            manifest["metadata"]![manifest.Text("kind") == "Namespace" ? "name" : "namespace"] = name;
        }
    }

    private static void SetImages(List<JsonObject> manifests, IEnumerable<JsonObject> images)
    {
        foreach (var image in images)
        {
            foreach (var container in manifests.SelectMany(PodTemplate.ContainersOf).Where(c => c.Text("image")?.Split(':')[0] == image.Text("name")))
            {
                var old = container.Text("image")!.Split(':');
                var tag = image.Text("newTag") ?? old.ElementAtOrDefault(1);
                container["image"] = (image.Text("newName") ?? old[0]) + (tag is null ? "" : $":{tag}");
            }
        }
    }
}
