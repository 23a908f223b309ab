namespace Bss2.Nodes.Pictures;

/// <summary>
/// Colours that people with any colour vision can tell apart (Okabe and Ito 2008, "Color Universal Design"), in order of use.
/// The same colours serve light and dark pages; marks of different classes also differ in shape.
/// </summary>
internal static class Palette
{
    private static readonly (byte Red, byte Green, byte Blue)[] Colours =
    [
        (0, 114, 178),
        (230, 159, 0),
        (0, 158, 115),
        (204, 121, 167),
        (86, 180, 233),
        (213, 94, 0),
        (120, 120, 120),
        (240, 228, 66),
    ];

    public static int Count => Colours.Length;

    /// <summary>Class of a line in the colour of a series or data class.</summary>
    public static string Stroke(int index) => $"s{index % Colours.Length}";

    /// <summary>Class of an area in the colour of a series or data class.</summary>
    public static string Fill(int index) => $"f{index % Colours.Length}";

    public static (byte Red, byte Green, byte Blue) Colour(int index) => Colours[index % Colours.Length];

    /// <summary>Style sheet of all pictures. On dark pages the first colour, a deep blue, is lightened.</summary>
    public static string StyleSheet()
    {
        var rules = Colours.Select((c, k) => $".s{k}{{stroke:#{c.Red:x2}{c.Green:x2}{c.Blue:x2};fill:none}}.f{k}{{fill:#{c.Red:x2}{c.Green:x2}{c.Blue:x2}}}");
        return string.Join('\n', rules) + """

            @media (prefers-color-scheme:dark){.s0{stroke:#3d9fe0}.f0{fill:#3d9fe0}}
            svg{display:block;width:100%;height:auto;font-family:inherit}
            svg text{fill:var(--ink);font-size:12px}
            svg .tick{fill:var(--muted);font-size:11px;font-variant-numeric:tabular-nums}
            svg .on-light{fill:#1d2430;font-size:11px}
            svg .on-dark{fill:#fff;font-size:11px}
            svg .axis{stroke:var(--muted);stroke-width:1}
            svg .grid{stroke:var(--grid);stroke-width:1}
            svg .curve{stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
            svg .faint{stroke-width:1.1;opacity:.6}
            svg .spikes{stroke:var(--ink);stroke-width:1.4;fill:none}
            svg .outline{stroke:var(--ink);stroke-width:1.4;fill:none}
            svg .image-outline{stroke:#000;stroke-width:1.4;fill:none}
            svg .marker{stroke:var(--muted);stroke-width:1.2;stroke-dasharray:4 3}
            svg .dots{stroke:var(--surface);stroke-width:.6}
            svg .example{stroke:#fff;stroke-width:2;fill:#000}
            """.Replace("\r", "", StringComparison.Ordinal);
    }
}
