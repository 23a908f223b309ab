using System.Globalization;
using System.Text.Json.Nodes;

namespace Bss2.Nodes.Tests.Deploy;

/// <summary>Pods run without rights that they do not need, within limits, and are given the time to leave.</summary>
internal static class PodRules
{
    /// <summary>A drain may take this long, in seconds: two blocks for each rack are in hand, and one takes seconds at most. An estimate.</summary>
    private const int DrainSeconds = 30;

    public static IEnumerable<string> Faults(Manifests manifests) => manifests.OwnPods.SelectMany(p =>
        Sealed(p).Concat(p.Containers.SelectMany(c => Sealed(c, p).Concat(Limited(c)).Concat(IsOurs(c) ? Ours(c, p) : []))).Select(f => $"{p.Owner}: {f}"));

    public static bool IsOurs(JsonObject container) => container.Text("image") is { } image && image.Split('/')[^1].Split(':')[0] == "bss2";

    private static IEnumerable<string> Sealed(PodTemplate pods)
    {
        if (!pods.Spec.True("securityContext", "runAsNonRoot") || pods.Spec.Text("securityContext", "runAsUser") is null or "0")
        {
            yield return "it may run as root; set securityContext.runAsNonRoot and runAsUser.";
        }

        if (pods.Spec.Text("securityContext", "seccompProfile", "type") != "RuntimeDefault")
        {
            yield return "it has no seccompProfile RuntimeDefault.";
        }

        if (pods.Spec.Text("automountServiceAccountToken") != bool.FalseString)
        {
            yield return "it is given a token for the Kubernetes API; set automountServiceAccountToken: false.";
        }

        foreach (var shared in new[] { "hostNetwork", "hostPID", "hostIPC" }.Where(h => pods.Spec.True(h)))
        {
            yield return $"it has {shared}.";
        }

        foreach (var volume in pods.Spec.Items("volumes").Where(v => v["hostPath"] is not null))
        {
            yield return $"the volume {volume.Text("name")} is a folder of the machine.";
        }
    }

    private static IEnumerable<string> Sealed(JsonObject container, PodTemplate pods)
    {
        var context = container.At("securityContext");
        if (!context.True("readOnlyRootFilesystem"))
        {
            yield return "its root file system is writable; set readOnlyRootFilesystem.";
        }

        if (context.Text("allowPrivilegeEscalation") != bool.FalseString || context.True("privileged"))
        {
            yield return "it may gain rights; set allowPrivilegeEscalation: false.";
        }

        if (!context.Texts("capabilities", "drop").Contains("ALL") || context.Texts("capabilities", "add").Any())
        {
            yield return "it keeps capabilities; drop ALL and add none.";
        }

        if (context.Text("runAsUser") == "0" || context.Text("runAsNonRoot") == bool.FalseString)
        {
            yield return "one of its containers is root again.";
        }

        var temporary = container.Items("volumeMounts").FirstOrDefault(m => m.Text("mountPath") == "/tmp")?.Text("name");
        if (!pods.Spec.Items("volumes").Any(v => v.Text("name") == temporary && v["emptyDir"] is not null))
        {
            yield return "it has no emptyDir on /tmp, and nothing else to write temporary files to.";
        }
    }

    private static IEnumerable<string> Limited(JsonObject container)
    {
        foreach (var resource in new[] { "cpu", "memory" })
        {
            if (container.Text("resources", "limits", resource) is null || container.Text("resources", "requests", resource) is null)
            {
                yield return $"it has no request or no limit of {resource}.";
            }
        }

        if (container.Text("image") is not { } image || !image.Contains(':', StringComparison.Ordinal) || image.EndsWith(":latest", StringComparison.Ordinal))
        {
            yield return $"the image {container.Text("image")} has no version.";
        }
    }

    private static IEnumerable<string> Ours(JsonObject container, PodTemplate pods)
    {
        var variables = container.Items("env").Select(e => e.Text("name")!).ToList();
        foreach (var unknown in variables.Where(v => v.StartsWith("BSS2_", StringComparison.Ordinal) && !ProductFacts.Variables.Contains(v)))
        {
            yield return $"bss2 knows no {unknown}; it knows {string.Join(", ", ProductFacts.Variables)}.";
        }

        foreach (var twice in variables.GroupBy(v => v).Where(g => g.Count() > 1))
        {
            yield return $"{twice.Key} is set {twice.Count()} times.";
        }

        if (container.Texts("args").FirstOrDefault() is not ("node" or "trainer"))
        {
            yield break;
        }

        if (!int.TryParse(pods.Spec.Text("terminationGracePeriodSeconds"), CultureInfo.InvariantCulture, out var grace) || grace <= DrainSeconds)
        {
            yield return $"it is killed after {grace} s, and a drain may take {DrainSeconds}; give it more.";
        }

        foreach (var (probe, path) in new[] { ("startupProbe", "/health/ready"), ("readinessProbe", "/health/ready"), ("livenessProbe", "/health/live") })
        {
            if (container.Text(probe, "httpGet", "path") != path)
            {
                yield return $"its {probe} asks {container.Text(probe, "httpGet", "path") ?? "nothing"}; it has to ask {path}.";
            }
        }

        var port = container.Items("env").FirstOrDefault(e => e.Text("name") == "BSS2_HTTP_PORT")?.Text("value");
        if (port is null || !pods.Has(port))
        {
            yield return $"BSS2_HTTP_PORT is {port ?? "not set"}, and the container's ports are {string.Join(", ", pods.Ports.Select(p => p.Number))}.";
        }
    }
}
