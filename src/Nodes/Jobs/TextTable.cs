using System.Text;

namespace Bss2.Nodes.Jobs;

/// <summary>Rows of text in columns as wide as their widest entry: for terminals, files and pipes alike.</summary>
internal static class TextTable
{
    private const string Gap = "  ";

    /// <summary>A title, then the header and the rows, or a line that says that there are none.</summary>
    public static string Of(string title, string none, string[] header, IEnumerable<string[]> rows)
    {
        string[][] all = [header, .. rows];
        var text = new StringBuilder(title).Append('\n');
        if (all.Length == 1)
        {
            return text.Append(Gap).Append(none).Append('\n').ToString();
        }

        var widths = header.Select((_, column) => all.Max(row => row[column].Length)).ToArray();
        foreach (var row in all)
        {
            text.Append((Gap + string.Join(Gap, row.Select((entry, column) => entry.PadRight(widths[column])))).TrimEnd()).Append('\n');
        }

        return text.ToString();
    }
}
