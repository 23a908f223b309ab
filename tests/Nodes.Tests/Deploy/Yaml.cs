using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Bss2.Nodes.Tests.Deploy;

/// <summary>YAML as trees of JSON, the data model that Kubernetes has. A number without quotes is a number; merge keys (<c>&lt;&lt;</c>) are resolved.</summary>
internal static class Yaml
{
    public static IReadOnlyList<JsonObject> Documents(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return [.. stream.Documents.Select(d => NodeOf(d.RootNode)).OfType<JsonObject>()];
    }

    public static JsonObject Document(string text) => Documents(text).Single();

    private static JsonNode? NodeOf(YamlNode node) => node switch
    {
        YamlMappingNode map => MapOf(map),
        YamlSequenceNode list => new JsonArray([.. list.Select(NodeOf)]),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: var text } => Plain(text ?? ""),
        YamlScalarNode scalar => JsonValue.Create(scalar.Value),
        _ => throw new NotSupportedException($"YAML has a {node.GetType().Name} at {node.Start}."),
    };

    // What is merged in comes first: a map's own keys win.
    private static JsonObject MapOf(YamlMappingNode map)
    {
        var tree = new JsonObject();
        foreach (var (key, value) in map.Select(e => (((YamlScalarNode)e.Key).Value!, e.Value)).OrderBy(e => e.Item1 != "<<"))
        {
            if (key == "<<")
            {
                tree = MapOf((YamlMappingNode)value);
            }
            else
            {
                tree[key] = NodeOf(value);
            }
        }

        return tree;
    }

    private static JsonValue? Plain(string text) => text switch
    {
        "" or "~" or "null" => null,
        "true" => JsonValue.Create(true),
        "false" => JsonValue.Create(false),
        _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => JsonValue.Create(whole),
        _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) => JsonValue.Create(real),
        _ => JsonValue.Create(text),
    };
}
