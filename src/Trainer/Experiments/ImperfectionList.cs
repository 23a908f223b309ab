using Bss2.Messages.Experiment;

namespace Bss2.Trainer.Experiments;

/// <summary>The option <c>imperfections</c>: <c>all</c>, <c>none</c>, or a comma list of names to keep (<c>membraneNoise,cadcNoise</c>) or, from all, to remove (<c>-latency,-noise</c>).</summary>
public static class ImperfectionList
{
    /// <summary>Names that may be used: each imperfection, and the groups mismatch, noise, limits.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Enum.GetNames<Imperfections>().Where(n => n is not (nameof(Imperfections.None) or nameof(Imperfections.All))).Select(n => char.ToLowerInvariant(n[0]) + n[1..])];

    /// <summary>Reads the list; faults name the unknown words and all known ones.</summary>
    public static Imperfections Parse(string text, ICollection<string> faults)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(faults);
        var words = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var enabled = words.Length > 0 && words[0].StartsWith('-') ? Imperfections.All : Imperfections.None;
        foreach (var word in words)
        {
            var removes = word.StartsWith('-');
            var name = removes ? word[1..] : word;
            if (!TryName(name, out var imperfection))
            {
                faults.Add($"Option 'imperfections' holds '{word}'; permitted: all, none, or names with a comma between, each with '-' before it to remove it: {string.Join(", ", Names)}.");
                continue;
            }

            enabled = removes ? enabled & ~imperfection : enabled | imperfection;
        }

        return enabled;
    }

    private static bool TryName(string name, out Imperfections imperfection)
    {
        imperfection = Imperfections.None;
        return name is "none" or "all" || Names.Contains(name, StringComparer.OrdinalIgnoreCase)
            ? Enum.TryParse(name, ignoreCase: true, out imperfection)
            : false;
    }
}
