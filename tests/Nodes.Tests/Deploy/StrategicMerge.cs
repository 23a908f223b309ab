using System.Text.Json.Nodes;

namespace Bss2.Nodes.Tests.Deploy;

/// <summary>Kubernetes' strategic merge patch, as far as the manifests here use it: maps are merged, null removes, lists of named things are merged by name and others replaced.</summary>
internal static class StrategicMerge
{
    /// <summary>[field] what names an item of that list.</summary>
    private static readonly Dictionary<string, string[]> MergeKeys = new(StringComparer.Ordinal)
    {
        ["containers"] = ["name"],
        ["initContainers"] = ["name"],
        ["env"] = ["name"],
        ["volumes"] = ["name"],
        ["volumeMounts"] = ["mountPath"],
        ["ports"] = ["containerPort", "port"],
        ["topologySpreadConstraints"] = ["topologyKey"],
    };

    /// <summary>Changes a manifest.</summary>
    /// <param name="target">The manifest.</param>
    /// <param name="patch">What is to change.</param>
    /// <param name="named">Whether lists have merge keys, which only Kubernetes' own kinds have.</param>
    public static void Apply(JsonObject target, JsonObject patch, bool named)
    {
        foreach (var (key, value) in patch)
        {
            switch (value)
            {
                case null:
                    target.Remove(key);
                    break;
                case JsonObject map when target[key] is JsonObject old:
                    Apply(old, map, named);
                    break;
                case JsonArray list when named && target[key] is JsonArray old && KeyOf(key, list) is { } by:
                    Merge(old, list, by);
                    break;
                default:
                    target[key] = value.DeepClone();
                    break;
            }
        }
    }

    private static string? KeyOf(string field, JsonArray items) =>
        MergeKeys.GetValueOrDefault(field)?.FirstOrDefault(by => items.All(i => i.Text(by) is not null));

    // New items go before the old ones, as kustomize does it.
    private static void Merge(JsonArray old, JsonArray items, string by)
    {
        var next = 0;
        foreach (var item in items.OfType<JsonObject>())
        {
            if (old.OfType<JsonObject>().FirstOrDefault(o => o.Text(by) == item.Text(by)) is { } same)
            {
                Apply(same, item, named: true);
            }
            else
            {
                old.Insert(next++, item.DeepClone());
            }
        }
    }
}
