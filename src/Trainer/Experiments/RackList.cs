using System.Globalization;
using Bss2.Messages.Identity;

namespace Bss2.Trainer.Experiments;

/// <summary>The option <c>rack</c>: empty for one chip, or a list of <c>name=serial</c> with a comma between.</summary>
internal static class RackList
{
    /// <summary>Name of the only chip where no rack is given.</summary>
    public const string SingleName = "chip";

    private const int MaximumNameLength = 64;

    /// <summary>Reads the list; adds a fault for each wrong entry, name or serial number.</summary>
    public static IReadOnlyList<(string Name, ChipSerial Serial)> Parse(string text, ChipSerial single, ICollection<string> faults)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return [(SingleName, single)];
        }

        var chips = new List<(string Name, ChipSerial Serial)>();
        foreach (var entry in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var equals = entry.IndexOf('=', StringComparison.Ordinal);
            var (name, number) = equals < 0 ? (entry, "") : (entry[..equals].TrimEnd(), entry[(equals + 1)..].TrimStart());
            if (name.Length is 0 or > MaximumNameLength || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
                || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var serial))
            {
                faults.Add($"Option 'rack' holds '{entry}'; permitted: name=serial with a name of 1..{MaximumNameLength} letters, digits and hyphens and a serial number in 0..{int.MaxValue}, e.g. left=1,right=2.");
                continue;
            }

            chips.Add((name, new ChipSerial(serial)));
        }

        foreach (var twice in chips.GroupBy(c => c.Name, StringComparer.Ordinal).Where(g => g.Skip(1).Any()))
        {
            faults.Add($"Option 'rack' names the chip '{twice.Key}' {twice.Count()} times; names must differ.");
        }

        foreach (var twice in chips.GroupBy(c => c.Serial).Where(g => g.Skip(1).Any()))
        {
            faults.Add($"Option 'rack' gives the serial number {twice.Key.Value} to the chips {string.Join(", ", twice.Select(c => c.Name))}, so they are one chip; give each its own.");
        }

        return chips;
    }
}
