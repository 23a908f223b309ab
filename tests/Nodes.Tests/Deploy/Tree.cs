using System.Globalization;
using System.Text.Json.Nodes;

namespace Bss2.Nodes.Tests.Deploy;

/// <summary>Looking into trees where any part may be missing.</summary>
internal static class Tree
{
    /// <summary>What stands at a path of keys, or null.</summary>
    public static JsonNode? At(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var key in path)
        {
            node = (node as JsonObject)?[key];
        }

        return node;
    }

    /// <summary>A scalar as text, or null.</summary>
    public static string? Text(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value ? Convert.ToString(value.GetValue<object>(), CultureInfo.InvariantCulture) : null;

    /// <summary>Whether a scalar is there and true.</summary>
    public static bool True(this JsonNode? node, params ReadOnlySpan<string> path) => node.At(path) is JsonValue value && value.TryGetValue<bool>(out var set) && set;

    /// <summary>Maps of a list; none where there is no list.</summary>
    public static IEnumerable<JsonObject> Items(this JsonNode? node, params ReadOnlySpan<string> path) => (node.At(path) as JsonArray ?? []).OfType<JsonObject>();

    /// <summary>Scalars of a list.</summary>
    public static IEnumerable<string> Texts(this JsonNode? node, params ReadOnlySpan<string> path) => (node.At(path) as JsonArray ?? []).Select(n => n.Text()).OfType<string>();

    /// <summary>A map of texts.</summary>
    public static Dictionary<string, string> Map(this JsonNode? node, params ReadOnlySpan<string> path) =>
        (node.At(path) as JsonObject ?? []).ToDictionary(e => e.Key, e => e.Value.Text() ?? "", StringComparer.Ordinal);

    /// <summary>Every scalar of a tree, with where it stands.</summary>
    public static IEnumerable<(string Path, string Text)> Scalars(this JsonNode? node, string path = "") => node switch
    {
        JsonObject map => map.SelectMany(e => e.Value.Scalars($"{path}.{e.Key}")),
        JsonArray list => list.SelectMany((item, i) => item.Scalars($"{path}[{i}]")),
        JsonValue => [(path.TrimStart('.'), node.Text()!)],
        _ => [],
    };

    /// <summary>Kind and name, as <c>kubectl</c> says them.</summary>
    public static string Id(this JsonObject manifest) => $"{manifest.Text("kind")}/{manifest.Text("metadata", "name")}";
}
