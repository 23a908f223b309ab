using System.Globalization;
using System.Security.Cryptography;

namespace Bss2.Nodes.Commands;

/// <summary>Names of nodes and trainers: 1..64 letters, digits, '.', '-' and '_', unique on a broker.</summary>
internal static class NodeName
{
    private const int MaximumLength = 64;

    /// <summary>A name as somebody gave it, or a fault and <paramref name="otherwise"/>.</summary>
    public static string Check(FlagValue given, string otherwise, List<string> faults)
    {
        if (given.Text.Length is > 0 and <= MaximumLength && given.Text.All(Permitted))
        {
            return given.Text;
        }

        var shown = given.Text.Length <= 2 * MaximumLength ? $"'{given.Text}'" : $"{given.Text.Length} characters long";
        faults.Add($"{given.Origin} is {shown}; permitted: 1 to {MaximumLength} letters (a-z, A-Z), digits, '.', '-' and '_'.");
        return otherwise;
    }

    /// <summary>A name that nobody else has: prefix, host, process and two random bytes.</summary>
    public static string Fresh(string prefix, string host, int process)
    {
        var tail = string.Create(CultureInfo.InvariantCulture, $"-{process}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(2))}");
        var head = $"{prefix}-{new string([.. host.Select(c => Permitted(c) ? c : '-')])}";
        return head[..Math.Min(head.Length, MaximumLength - tail.Length)] + tail;
    }

    private static bool Permitted(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_';
}
