using System.Text.Json.Nodes;

namespace Bss2.Nodes.Tests.Deploy;

/// <summary>Manifests to judge, and those that will be there beside them.</summary>
/// <param name="own">What is judged.</param>
/// <param name="beside">What is there already: it may be referred to.</param>
/// <param name="secrets">[name] keys of Secrets that people make by hand.</param>
internal sealed class Manifests(IReadOnlyList<JsonObject> own, IReadOnlyList<JsonObject> beside, IReadOnlyDictionary<string, string[]> secrets)
{
    /// <summary>What is judged.</summary>
    public IReadOnlyList<JsonObject> Own { get; } = own;

    /// <summary>Pods of what is judged, without those that an operator describes.</summary>
    public IReadOnlyList<PodTemplate> OwnPods { get; } = [.. own.Select(PodTemplate.Of).OfType<PodTemplate>()];

    /// <summary>All pods there will be.</summary>
    public IReadOnlyList<PodTemplate> Pods { get; } = [.. own.Concat(beside).Select(m => OperatorCluster.Is(m) ? OperatorCluster.Pods(m) : PodTemplate.Of(m)).OfType<PodTemplate>()];

    private IReadOnlyList<JsonObject> All { get; } =
        [.. own, .. beside, .. own.Concat(beside).Where(OperatorCluster.Is).Select(OperatorCluster.Service)];

    public IEnumerable<JsonObject> Of(string kind) => All.Where(m => m.Text("kind") == kind);

    public JsonObject? Find(string kind, string? name) => Of(kind).FirstOrDefault(m => m.Text("metadata", "name") == name);

    /// <summary>Keys of a Secret that an operator or a person makes, or null.</summary>
    public string[]? SecretKeys(string? name) =>
        All.Any(m => OperatorCluster.Is(m) && OperatorCluster.UserSecret(m) == name) ? OperatorCluster.UserKeys : secrets.GetValueOrDefault(name ?? "");

    public IEnumerable<PodTemplate> Matching(JsonNode? selector) => Pods.Where(p => Selector.Matches(selector, p.Labels));
}
