using System.Text.Json.Nodes;

namespace Bss2.Nodes.Tests.Deploy;

/// <summary>What is referred to by name is there.</summary>
internal static class ReferenceRules
{
    public static IEnumerable<string> Faults(Manifests manifests) =>
    [
        .. manifests.OwnPods.SelectMany(p => Pod(p, manifests)),
        .. manifests.Own.Where(m => m.Text("kind") == "StatefulSet" && manifests.Find("Service", m.Text("spec", "serviceName")) is null)
            .Select(m => $"{m.Id()}: there is no Service {m.Text("spec", "serviceName")}."),
        .. manifests.Own.Where(OperatorCluster.Is).SelectMany(m => Tls(m, manifests)),
        .. manifests.Own.GroupBy(m => m.Id()).Where(g => g.Count() > 1).Select(g => $"{g.Key} is there {g.Count()} times."),
    ];

    private static IEnumerable<string> Pod(PodTemplate pods, Manifests manifests)
    {
        var account = pods.Spec.Text("serviceAccountName");
        if (account is not null && manifests.Find("ServiceAccount", account) is null)
        {
            yield return $"{pods.Owner}: there is no ServiceAccount {account}.";
        }

        if (!pods.Spec.Items("containers").Any())
        {
            yield return $"{pods.Owner}: it has no containers.";
        }

        foreach (var fault in pods.Containers.SelectMany(c => Environment(c, manifests)).Concat(Volumes(pods, manifests)).Concat(pods.Containers.SelectMany(c => Container(c, pods, manifests))))
        {
            yield return $"{pods.Owner}: {fault}";
        }
    }

    private static IEnumerable<string> Environment(JsonObject container, Manifests manifests)
    {
        foreach (var from in container.Items("env").Select(e => e["valueFrom"]).OfType<JsonObject>())
        {
            if (from["configMapKeyRef"] is { } map && ConfigKey(manifests, map.Text("name"), map.Text("key")) is { } missing)
            {
                yield return missing;
            }

            if (from["secretKeyRef"] is { } secret && SecretKey(manifests, secret.Text("name"), secret.Text("key")) is { } unknown)
            {
                yield return unknown;
            }
        }
    }

    private static IEnumerable<string> Volumes(PodTemplate pods, Manifests manifests)
    {
        var mounted = pods.Containers.SelectMany(c => c.Items("volumeMounts")).Select(m => m.Text("name")).ToHashSet();
        foreach (var volume in pods.Spec.Items("volumes"))
        {
            if (!mounted.Contains(volume.Text("name")))
            {
                yield return $"nothing mounts the volume {volume.Text("name")}.";
            }

            if (volume.Text("persistentVolumeClaim", "claimName") is { } claim && manifests.Find("PersistentVolumeClaim", claim) is null)
            {
                yield return $"there is no PersistentVolumeClaim {claim}.";
            }

            var keys = volume.Items("configMap", "items").Concat(volume.Items("secret", "items")).Select(i => i.Text("key")).DefaultIfEmpty(null);
            foreach (var key in keys)
            {
                var fault = volume.At("configMap") is { } map ? ConfigKey(manifests, map.Text("name"), key)
                    : volume.At("secret") is { } secret ? SecretKey(manifests, secret.Text("secretName"), key) : null;
                if (fault is not null)
                {
                    yield return fault;
                }
            }
        }
    }

    private static IEnumerable<string> Container(JsonObject container, PodTemplate pods, Manifests manifests)
    {
        var volumes = pods.Spec.Items("volumes").ToList();
        foreach (var mount in container.Items("volumeMounts"))
        {
            var volume = volumes.FirstOrDefault(v => v.Text("name") == mount.Text("name"));
            if (volume is null && !pods.Claims.Contains(mount.Text("name")!))
            {
                yield return $"{mount.Text("mountPath")} wants the volume {mount.Text("name")}, which is not there.";
            }

            if (mount.Text("subPath") is { } file && volume?.At("configMap") is { } map && ConfigKey(manifests, map.Text("name"), file) is { } missing)
            {
                yield return missing;
            }
        }

        foreach (var twice in container.Items("volumeMounts").GroupBy(m => m.Text("mountPath")).Where(g => g.Count() > 1))
        {
            yield return $"{twice.Key} is mounted {twice.Count()} times.";
        }

        foreach (var probe in new[] { "startupProbe", "readinessProbe", "livenessProbe" })
        {
            var port = container.Text(probe, "httpGet", "port") ?? container.Text(probe, "tcpSocket", "port");
            if (port is not null && !pods.Has(port))
            {
                yield return $"{probe} asks the port {port}, which is not there.";
            }
        }
    }

    private static IEnumerable<string> Tls(JsonObject cluster, Manifests manifests)
    {
        (string? Secret, string Key)[] wanted =
        [
            (cluster.Text("spec", "tls", "secretName"), "tls.crt"),
            (cluster.Text("spec", "tls", "secretName"), "tls.key"),
            (cluster.Text("spec", "tls", "caSecretName"), "ca.crt"),
        ];
        return wanted.Where(w => w.Secret is not null).Select(w => SecretKey(manifests, w.Secret, w.Key)).OfType<string>().Select(f => $"{cluster.Id()}: {f}");
    }

    private static string? ConfigKey(Manifests manifests, string? name, string? key) => manifests.Find("ConfigMap", name) is not { } map
        ? $"there is no ConfigMap {name}."
        : key is null || map.At("data", key) is not null ? null : $"the ConfigMap {name} has no key {key}.";

    private static string? SecretKey(Manifests manifests, string? name, string? key) => manifests.SecretKeys(name) is not { } keys
        ? $"nobody makes the Secret {name}: neither the operator nor a command of deploy/README.md."
        : key is null || keys.Contains(key) ? null : $"the Secret {name} has no key {key}; it has {string.Join(", ", keys)}.";
}
