namespace Bss2.Messages.Wire.Codecs;

/// <summary>Text whose length and characters are bounded: names become parts of queues and folders, and what is meant for people is shown on their terminals.</summary>
internal static class Text
{
    /// <summary>Longest name of a node, a trainer, an experiment or an option, in characters.</summary>
    public const int LongestName = 64;

    /// <summary>Longest identity of a training: a trainer's name and what makes it unique.</summary>
    public const int LongestTraining = 128;

    /// <summary>Longest line for people.</summary>
    public const int LongestLine = 256;

    /// <summary>Longest reason or value, in characters.</summary>
    public const int LongestPassage = 65_536;

    private const int LongestQuote = 64;

    /// <summary>A name of 1 to <paramref name="longest"/> letters, digits, hyphens, dots and underscores, all ASCII.</summary>
    public static string ReadName(ref MessagePackReader reader, int longest = LongestName)
    {
        string name = reader.ReadString();
        if (reader.Failed || IsName(name, longest, "-._")) return name;
        reader.Refuse($"1..{longest} letters, digits, hyphens, dots or underscores", Quote(name));
        return string.Empty;
    }

    /// <summary>A name that is also the name of a folder: 1 to 64 letters, digits and hyphens, all ASCII.</summary>
    public static string ReadFolderName(ref MessagePackReader reader)
    {
        string name = reader.ReadString();
        if (reader.Failed || IsName(name, LongestName, "-")) return name;
        reader.Refuse($"1..{LongestName} letters, digits or hyphens", Quote(name));
        return string.Empty;
    }

    /// <summary>One line for people: at most <see cref="LongestLine"/> characters, none of them a control character.</summary>
    public static string ReadLine(ref MessagePackReader reader)
    {
        string line = reader.ReadString();
        if (reader.Failed || (line.Length <= LongestLine && !line.Any(char.IsControl))) return line;
        reader.Refuse($"at most {LongestLine} characters without control characters", Quote(line));
        return string.Empty;
    }

    /// <summary>Any text of at most <see cref="LongestPassage"/> characters.</summary>
    public static string ReadPassage(ref MessagePackReader reader)
    {
        string passage = reader.ReadString();
        if (reader.Failed || passage.Length <= LongestPassage) return passage;
        reader.Refuse($"at most {LongestPassage} characters", $"{passage.Length}");
        return string.Empty;
    }

    /// <summary>Foreign text as it may be shown: an attacker decides its length and characters.</summary>
    public static string Quote(string text)
    {
        string head = text.Length <= LongestQuote ? text : text[..LongestQuote] + "…";
        return "'" + string.Concat(head.Select(character => char.IsControl(character) ? '?' : character)) + "'";
    }

    private static bool IsName(string text, int longest, string beside) =>
        text.Length > 0 && text.Length <= longest && text.All(character => char.IsAsciiLetterOrDigit(character) || beside.Contains(character, StringComparison.Ordinal));
}
