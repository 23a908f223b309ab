using System.Text.Json.Nodes;

namespace Bss2.Nodes.Tests.Deploy;

/// <summary>
/// The manifests can be applied: all names, labels, ports and addresses in them agree. deploy/check names rendered manifests of its own in BSS2_DEPLOY_MANIFESTS, files or folders
/// with ':' between them; otherwise those of the repository are rendered here.
/// </summary>
public sealed class ManifestTests
{
    private static readonly Dictionary<string, string[]> Secrets = HandMadeSecrets.Of(DeployFiles.Text("deploy/README.md"));

    public static TheoryData<string, string?> Applied()
    {
        var data = new TheoryData<string, string?>();
        if (Environment.GetEnvironmentVariable("BSS2_DEPLOY_MANIFESTS") is { Length: > 0 } given)
        {
            foreach (var path in given.Split(':', StringSplitOptions.RemoveEmptyEntries))
            {
                data.Add(path, null);
            }
        }
        else
        {
            foreach (var (folder, beside) in DeployFiles.Kustomizations)
            {
                data.Add(folder, beside);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Applied))]
    public void Manifests_agree(string path, string? beside)
    {
        var faults = ManifestRules.Faults(Load(path, beside));

        Assert.True(faults.Count == 0, $"{path}:\n{string.Join('\n', faults)}");
    }

    [Theory]
    [InlineData("deploy/kubernetes/base")]
    [InlineData("deploy/kubernetes/overlays/production")]
    public void Trainers_on_several_machines_share_their_run_folders(string folder)
    {
        var manifests = Load(folder, null);
        var trainers = manifests.OwnPods.Single(p => p.Owner == "Deployment/bss2-trainer");
        var claim = trainers.Spec.Items("volumes").Select(v => v.Text("persistentVolumeClaim", "claimName")).OfType<string>().Single();

        Assert.Equal(2, trainers.Replicas);
        Assert.Equal(["ReadWriteMany"], manifests.Find("PersistentVolumeClaim", claim).Texts("spec", "accessModes"));
        var mount = trainers.Containers.Single().Items("volumeMounts").Single(m => m.Text("name") == "runs").Text("mountPath");
        Assert.Equal(["trainer", "--runs", mount!], trainers.Containers.Single().Texts("args"));
    }

    [Theory]
    [InlineData("deploy/kubernetes/base")]
    [InlineData("deploy/kubernetes/overlays/local")]
    [InlineData("deploy/kubernetes/overlays/production")]
    public void Everything_that_is_not_named_is_forbidden_on_the_network(string folder)
    {
        var manifests = Load(folder, null);
        var policies = manifests.Of("NetworkPolicy").ToList();
        var node = manifests.Pods.Single(p => p.Owner == "Deployment/bss2-node");
        var trainer = manifests.Pods.Single(p => p.Owner == "Deployment/bss2-trainer");
        var broker = manifests.Pods.Single(p => p.Labels.GetValueOrDefault("app.kubernetes.io/name") == "bss2-broker");

        Assert.False(NetworkRules.Passes(policies, "Egress", node, trainer, 8080));
        Assert.False(NetworkRules.Passes(policies, "Ingress", trainer, node, 8080));
        Assert.False(NetworkRules.Passes(policies, "Egress", node, broker, 15672));
        Assert.False(NetworkRules.Passes(policies, "Ingress", broker, null, 5672));
        Assert.False(NetworkRules.Passes(policies, "Egress", node, null, 443));
        Assert.True(NetworkRules.Passes(policies, "Ingress", node, null, 8080));
    }

    [Fact]
    public void Production_has_three_brokers_apart_and_speaks_TLS_alone()
    {
        var manifests = Load("deploy/kubernetes/overlays/production", null);
        var broker = manifests.Own.Single(OperatorCluster.Is);

        Assert.Equal("3", broker.Text("spec", "replicas"));
        Assert.True(broker.True("spec", "tls", "disableNonTLSListeners"));
        Assert.Single(broker.Items("spec", "affinity", "podAntiAffinity", "requiredDuringSchedulingIgnoredDuringExecution"));
        Assert.Equal("1", manifests.Find("PodDisruptionBudget", "bss2-broker").Text("spec", "maxUnavailable"));
        Assert.Equal(broker.Text("spec", "resources", "requests", "memory"), broker.Text("spec", "resources", "limits", "memory"));
        Assert.StartsWith("amqps://", manifests.Find("ConfigMap", "bss2-cluster").Text("data", "uri"), StringComparison.Ordinal);
    }

    [Fact]
    public void Local_needs_no_operator()
    {
        var manifests = Load("deploy/kubernetes/overlays/local", null);

        Assert.DoesNotContain(manifests.Own, OperatorCluster.Is);
        Assert.Contains("StatefulSet/bss2-broker", manifests.Own.Select(m => m.Id()));
    }

    internal static Manifests Load(string path, string? beside) => new(Read(path), beside is null ? [] : Read(beside), Secrets);

    private static IReadOnlyList<JsonObject> Read(string path)
    {
        var full = DeployFiles.Of(path);
        return File.Exists(full) ? Yaml.Documents(File.ReadAllText(full)) : Kustomization.Render(full);
    }
}
