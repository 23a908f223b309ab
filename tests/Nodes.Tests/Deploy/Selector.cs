using System.Text.Json.Nodes;

namespace Bss2.Nodes.Tests.Deploy;

/// <summary>Label selectors (matchLabels and matchExpressions); one that is empty matches everything.</summary>
internal static class Selector
{
    public static bool Matches(JsonNode? selector, Dictionary<string, string> labels) =>
        selector.Map("matchLabels").All(wanted => labels.GetValueOrDefault(wanted.Key) == wanted.Value)
        && selector.Items("matchExpressions").All(e => Holds(e, labels));

    private static bool Holds(JsonObject expression, Dictionary<string, string> labels)
    {
        var value = labels.GetValueOrDefault(expression.Text("key")!);
        return expression.Text("operator") switch
        {
            "In" => value is not null && expression.Texts("values").Contains(value),
            "NotIn" => value is null || !expression.Texts("values").Contains(value),
            "Exists" => value is not null,
            "DoesNotExist" => value is null,
            var other => throw new NotSupportedException($"A selector has the operator '{other}'."),
        };
    }
}
