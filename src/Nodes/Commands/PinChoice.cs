using Bss2.Messages.Experiment;
using Bss2.Nodes.Configuration;

namespace Bss2.Nodes.Commands;

/// <summary>Reads <c>--pin chip=node</c>.</summary>
internal static class PinChoice
{
    /// <summary>Node of each chip of a rack; none where nothing is pinned, or with everything that is wrong.</summary>
    /// <param name="given">What was typed.</param>
    /// <param name="rack">The chips.</param>
    /// <param name="faults">Takes what is wrong.</param>
    public static string[] Of(IReadOnlyList<string> given, IReadOnlyList<RackChip> rack, List<string> faults)
    {
        if (given.Count == 0)
        {
            return [];
        }

        var chips = rack.Select(c => c.Name).ToArray();
        var pins = new string?[chips.Length];
        foreach (var text in given)
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            var (name, node) = equals < 0 ? (text, "") : (text[..equals], text[(equals + 1)..]);
            var chip = Array.IndexOf(chips, name);
            if (name.Length == 0 || node.Length == 0)
            {
                faults.Add($"--pin is '{text}'; permitted: chip=node, e.g. --pin {chips[0]}=node-a.");
            }
            else if (chip < 0)
            {
                faults.Add($"--pin names chip '{name}', which the rack does not have.{NearestName.Hint(name, chips)} Its chips are {string.Join(", ", chips)}.");
            }
            else if (pins[chip] is not null)
            {
                faults.Add($"--pin names chip '{name}' more than once; keep one of them.");
            }
            else
            {
                pins[chip] = NodeName.Check(new FlagValue(node, $"The node of --pin {name}"), node, faults);
            }
        }

        var free = chips.Where((_, c) => pins[c] is null).ToArray();
        if (free.Length > 0 && faults.Count == 0)
        {
            faults.Add($"--pin leaves chip {string.Join(", ", free.Select(c => $"'{c}'"))} without a node; where one chip of a rack is pinned, all are.");
        }

        return [.. pins.Select(node => node ?? "")];
    }
}
