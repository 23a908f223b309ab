using System.Text.Json.Nodes;

namespace Bss2.Nodes.Tests.Deploy;

/// <summary>What is judged here is what kubectl applies.</summary>
public sealed class RenderingTests
{
    public static TheoryData<string> Folders => [.. DeployFiles.Kustomizations.Select(k => k.Folder)];

    [KubectlTheory]
    [MemberData(nameof(Folders))]
    public async Task Manifests_are_rendered_as_kubectl_renders_them(string folder)
    {
        var (exitCode, output) = await CommandOf.Running(["kubectl", "kustomize", folder]);

        Assert.Equal((0, ""), (exitCode, exitCode == 0 ? "" : output));
        var theirs = ById(Yaml.Documents(output));
        var ours = ById(Kustomization.Render(DeployFiles.Of(folder)));
        Assert.Equal(theirs.Keys, ours.Keys);
        Assert.All(theirs, m => Assert.True(JsonNode.DeepEquals(m.Value, ours[m.Key]), $"{m.Key}\nkubectl: {m.Value}\nhere: {ours[m.Key]}"));
    }

    [Fact]
    public void Fields_that_are_not_rendered_are_refused()
    {
        using var folder = new Commands.TemporaryFolder();
        folder.Write("kustomization.yaml", "resources: []\nnamePrefix: x-\n");

        var refused = Assert.Throws<NotSupportedException>(() => Kustomization.Render(folder.Path));

        Assert.Contains("'namePrefix'", refused.Message, StringComparison.Ordinal);
    }

    private static SortedDictionary<string, JsonObject> ById(IEnumerable<JsonObject> manifests) =>
        new(manifests.ToDictionary(m => m.Id(), m => m), StringComparer.Ordinal);
}
