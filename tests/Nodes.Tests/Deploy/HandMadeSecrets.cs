using System.Text.RegularExpressions;

namespace Bss2.Nodes.Tests.Deploy;

/// <summary>Secrets that the commands of deploy/README.md make. No Secret is in the repository, so what refers to one is checked against what people are told to type.</summary>
internal static partial class HandMadeSecrets
{
    /// <summary>[name] keys.</summary>
    public static Dictionary<string, string[]> Of(string readme) => Creation().Matches(readme.Replace("\\\n", " ", StringComparison.Ordinal))
        .GroupBy(m => m.Groups["name"].Value, StringComparer.Ordinal)
        .ToDictionary(g => g.Key, g => g.SelectMany(KeysOf).Distinct().ToArray(), StringComparer.Ordinal);

    private static IEnumerable<string> KeysOf(Match creation) =>
        creation.Groups["type"].Value == "tls" ? ["tls.crt", "tls.key"] : Key().Matches(creation.Groups["rest"].Value).Select(m => m.Groups["key"].Value);

    [GeneratedRegex(@"create secret (?<type>generic|tls) (?<name>[\w-]+)(?<rest>[^\n]*)")]
    private static partial Regex Creation();

    [GeneratedRegex(@"--from-(literal|file)=(?<key>[\w.-]+)=")]
    private static partial Regex Key();
}
