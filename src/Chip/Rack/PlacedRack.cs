using System.Globalization;
using System.Text;
using Bss2.Chip.Placement;
using Bss2.Messages.Experiment;

namespace Bss2.Chip.Rack;

/// <summary>A network on the chips of a rack. Made by <see cref="RackPlacer"/>.</summary>
public sealed class PlacedRack
{
    private readonly RackPlan _plan;
    private readonly PlacedNetwork[] _chips;

    internal PlacedRack(RackPlan plan, PlacedNetwork[] chips) => (_plan, _chips) = (plan, chips);

    /// <summary>The chips of the rack.</summary>
    public IReadOnlyList<RackChip> Chips => _plan.Chips;

    /// <summary>What a chip holds. Layers of other chips that project to it are inputs here.</summary>
    public PlacedNetwork this[int chip] => _chips[chip];

    /// <summary>For people: for each chip a short table, and where its spikes go.</summary>
    public string Describe()
    {
        var text = new StringBuilder();
        for (var c = 0; c < _chips.Length; c++)
        {
            var chip = _plan.Chips[c];
            var name = _chips.Length > 1 ? $"'{chip.Name}', serial number " : "";
            text.Append(CultureInfo.InvariantCulture, $"Placement on chip {name}{chip.Settings.Serial.Value}:\n");
            foreach (var line in _chips[c].Describe().Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                text.Append("  ").Append(line).Append('\n');
            }

            foreach (var link in _plan.Parts[c].Links)
            {
                var targets = string.Join(", ", link.TargetChips.Select(t => $"'{_plan.Chips[t].Name}'"));
                text.Append(CultureInfo.InvariantCulture, $"  spikes of {_plan.Network.Populations[link.Population].Name} go to chip {targets}\n");
            }
        }

        return text.ToString();
    }
}
