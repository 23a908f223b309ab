using Bss2.Chip.Placement;
using Bss2.Messages.Experiment;

namespace Bss2.Chip.Rack;

/// <summary>Maps a logical network to the chips of a rack.</summary>
public static class RackPlacer
{
    /// <summary>Places a network.</summary>
    /// <param name="network">Populations and projections.</param>
    /// <param name="chips">The rack.</param>
    /// <param name="weights">Checked together with the network if given.</param>
    /// <exception cref="PlacementException">Something does not fit; holds all faults, those of one of several chips with its name.</exception>
    public static PlacedRack Place(NetworkSpec network, RackChip[] chips, ProjectionWeights[]? weights = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(chips);
        var faults = new List<string>();
        var plan = RackPlan.Cut(network, chips, faults);
        if (faults.Count == 0 && weights is not null)
        {
            SettingsRules.CheckWeights(network, weights, faults);
        }

        var placed = new List<PlacedNetwork>();
        foreach (var part in plan.Parts)
        {
            var own = new List<string>();
            if (Placer.OnChip(part.Network, part.Chip.Settings, own) is { } fitting)
            {
                placed.Add(fitting);
            }

            faults.AddRange(own.Select(fault => plan.Parts.Length > 1 ? $"Chip '{part.Chip.Name}': {fault}" : fault));
        }

        return faults.Count == 0 ? new PlacedRack(plan, [.. placed]) : throw new PlacementException(faults);
    }
}
