using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Bss2.Nodes.Tests.Deploy;

/// <summary>No secret stands in clear where everybody can read it.</summary>
internal static partial class SecretRules
{
    public static IEnumerable<string> Faults(IEnumerable<JsonObject> manifests) => manifests.SelectMany(Faults);

    private static IEnumerable<string> Faults(JsonObject manifest)
    {
        if (manifest.Text("kind") == "Secret" && (manifest["data"] ?? manifest["stringData"]) is not null)
        {
            yield return $"{manifest.Id()} holds a secret in clear; leave it to the operator or to a command of deploy/README.md.";
        }

        foreach (var (path, text) in manifest.Scalars())
        {
            if (Revealing().IsMatch(text))
            {
                yield return $"{manifest.Id()}: {path} has credentials or a private key in it.";
            }
        }

        foreach (var variable in PodTemplate.ContainersOf(manifest).SelectMany(c => c.Items("env")).Where(e => IsSecret(e.Text("name")!) && e["value"] is not null))
        {
            yield return $"{manifest.Id()}: {variable.Text("name")} has its value in clear; use valueFrom.secretKeyRef.";
        }
    }

    /// <summary>Whether a variable of this name holds a secret itself, not the name of a file.</summary>
    public static bool IsSecret(string variable) => SecretName().IsMatch(variable);

    /// <summary>Whether a text has credentials within an address, a password's line or a private key in it.</summary>
    public static bool Reveals(string text) => Revealing().IsMatch(text);

    [GeneratedRegex(@"PASS(WORD)?$|_USER$|TOKEN$|SECRET$|COOKIE$")]
    private static partial Regex SecretName();

    // An address with something before an '@'; a line that sets a password to a plain word; a PEM key.
    [GeneratedRegex(@"://[^/\s'""]*@|^\s*(default_pass|password)\s*[=:]\s*[^\s%<]|BEGIN [A-Z ]*PRIVATE KEY", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex Revealing();
}
