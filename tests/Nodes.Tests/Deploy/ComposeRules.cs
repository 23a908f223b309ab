using System.Text.Json.Nodes;

namespace Bss2.Nodes.Tests.Deploy;

/// <summary>The services of a compose file agree with each other, and run without rights that they do not need.</summary>
internal static class ComposeRules
{
    public static IReadOnlyList<string> Faults(JsonObject compose)
    {
        var services = (compose.At("services") as JsonObject ?? []).Where(s => s.Value is not null).Select(s => (Name: s.Key, Service: s.Value!.AsObject())).ToList();
        return
        [
            .. services.SelectMany(s => Sealed(s.Service).Concat(Referring(s.Service, compose)).Concat(Speaking(s.Service, compose)).Select(f => $"{s.Name}: {f}")),
            .. compose.Scalars().Where(s => SecretRules.Reveals(s.Text)).Select(s => $"{s.Path} has credentials in it."),
        ];
    }

    private static IEnumerable<string> Sealed(JsonObject service)
    {
        if (!service.True("read_only") || !service.Texts("tmpfs").Contains("/tmp"))
        {
            yield return "its root file system is writable, or it has no tmpfs on /tmp.";
        }

        if (!service.Texts("cap_drop").Contains("ALL") || !service.Texts("security_opt").Contains("no-new-privileges:true") || service.At("privileged") is not null)
        {
            yield return "it keeps capabilities or may gain rights.";
        }

        if (service.Text("user") is null or "root" or "0" or "0:0")
        {
            yield return "it runs as root.";
        }

        if (service.At("healthcheck", "test") is null)
        {
            yield return "it has no health check.";
        }

        if (service.Text("deploy", "resources", "limits", "memory") is null || service.Text("deploy", "resources", "limits", "cpus") is null)
        {
            yield return "it has no limit of memory or processors.";
        }

        foreach (var port in service.Texts("ports").Where(p => !p.StartsWith("127.0.0.1:", StringComparison.Ordinal)))
        {
            yield return $"the port {port} is open to other machines.";
        }
    }

    private static IEnumerable<string> Referring(JsonObject service, JsonObject compose)
    {
        var named = Names(service, "secrets").Select(n => ("secrets", n))
            .Concat(Names(service, "configs").Select(n => ("configs", n)))
            .Concat(service.Texts("volumes").Select(v => ("volumes", v.Split(':')[0])))
            .Concat((service["depends_on"] as JsonObject ?? []).Select(d => ("services", d.Key)));
        return named.Where(n => (compose[n.Item1] as JsonObject)?.ContainsKey(n.Item2) != true).Select(n => $"there is no '{n.Item2}' under {n.Item1}.");
    }

    private static IEnumerable<string> Speaking(JsonObject service, JsonObject compose)
    {
        var environment = service.Map("environment");
        foreach (var secret in environment.Keys.Where(SecretRules.IsSecret))
        {
            yield return $"{secret} is in clear; use a file of secrets.";
        }

        if (!PodRules.IsOurs(service))
        {
            yield break;
        }

        foreach (var unknown in environment.Keys.Where(k => k.StartsWith("BSS2_", StringComparison.Ordinal) && !ProductFacts.Variables.Contains(k)))
        {
            yield return $"bss2 knows no {unknown}; it knows {string.Join(", ", ProductFacts.Variables)}.";
        }

        if (!Uri.TryCreate(environment.GetValueOrDefault("BSS2_CLUSTER"), UriKind.Absolute, out var uri) || compose.At("services", uri.Host) is null)
        {
            yield return $"BSS2_CLUSTER is {environment.GetValueOrDefault("BSS2_CLUSTER") ?? "not set"}, and there is no such service.";
        }

        var file = environment.GetValueOrDefault("BSS2_BROKER_CREDENTIALS") ?? "";
        if (!Names(service, "secrets").Any(n => file == $"/run/secrets/{n}"))
        {
            yield return $"BSS2_BROKER_CREDENTIALS is '{file}', and it is given {string.Join(", ", Names(service, "secrets"))}.";
        }

        if (!service.Texts("healthcheck", "test").Any(t => t.Contains($"/{environment.GetValueOrDefault("BSS2_HTTP_PORT")} ", StringComparison.Ordinal)))
        {
            yield return $"its health check does not ask BSS2_HTTP_PORT, which is {environment.GetValueOrDefault("BSS2_HTTP_PORT") ?? "not set"}.";
        }
    }

    private static IEnumerable<string> Names(JsonObject service, string kind) => service.Texts(kind).Concat(service.Items(kind).Select(i => i.Text("source")!));
}
