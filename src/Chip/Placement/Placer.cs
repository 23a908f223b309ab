using Bss2.Chip.Hagen;
using Bss2.Chip.Parts;
using Bss2.Messages.Experiment;

namespace Bss2.Chip.Placement;

/// <summary>
/// Maps a logical network to one chip. A signed weight takes a driver with an inhibitory row (2d) and an excitatory row (2d + 1) on each half where
/// its target sits; populations that span the quadrants of a half share the drivers of that half.
/// </summary>
public static class Placer
{
    /// <summary>Places a network.</summary>
    /// <param name="network">Populations and projections.</param>
    /// <param name="settings">Checked together with the network if given.</param>
    /// <param name="weights">Checked together with the network if given.</param>
    /// <exception cref="PlacementException">Something does not fit; holds all faults.</exception>
    public static PlacedNetwork Place(NetworkSpec network, ChipSettings? settings = null, ProjectionWeights[]? weights = null)
    {
        var faults = new List<string>();
        var sound = Array.TrueForAll(NetworkRules.Check(network, faults), s => s);
        if (sound && weights is not null)
        {
            SettingsRules.CheckWeights(network, weights, faults);
        }

        // Projections that cannot be followed are left out while the rest is looked at.
        var followed = sound ? network : network with { Projections = [] };
        return OnChip(followed, settings, faults) ?? throw new PlacementException(faults);
    }

    /// <summary>What a single chip decides about a network, or a part of one, that <see cref="NetworkRules"/> has looked at. Null and further faults where it does not fit.</summary>
    /// <param name="network">Its projections can be followed.</param>
    /// <param name="settings">Checked if given.</param>
    /// <param name="faults">Those so far: if there are any, routes are not looked for.</param>
    internal static PlacedNetwork? OnChip(NetworkSpec network, ChipSettings? settings, List<string> faults)
    {
        if (settings is not null)
        {
            SettingsRules.CheckChip(settings, faults);
        }

        if (MultiplyRules.Multiplies(network))
        {
            return faults.Count == 0 ? new PlacedNetwork(network, TilePlacement.Place(network)) : null;
        }

        NetworkRules.CheckChipWide(network, faults);
        CadcRules.CheckChip(settings, network, faults);
        var circuits = CircuitAssignment.Assign(network, faults);
        MadcRules.CheckChip(network, circuits, faults);
        var levels = FeedForwardOrder.Levels(network, faults);
        CheckFanIn(network, circuits, faults);
        var routes = faults.Count == 0 ? RouteAssignment.Assign(network, circuits, faults) : null;
        return routes is null || levels is null ? null : new PlacedNetwork(network, circuits, levels, routes);
    }

    /// <summary>Checks weights against a network that is placed already.</summary>
    /// <exception cref="PlacementException">Weights are missing, of a wrong shape or out of range; holds all faults.</exception>
    public static void CheckWeights(NetworkSpec network, ProjectionWeights[] weights)
    {
        var faults = new List<string>();
        SettingsRules.CheckWeights(network, weights, faults);
        if (faults.Count > 0)
        {
            throw new PlacementException(faults);
        }
    }

    private static void CheckFanIn(NetworkSpec network, int[][] circuits, List<string> faults)
    {
        for (var p = 0; p < network.Populations.Length; p++)
        {
            var inputs = network.Projections.Where(j => j.Target.Value == p).Sum(j => (long)network.Populations[j.Source.Value].Size);
            if (inputs > ChipGeometry.DriversPerHemisphere)
            {
                var halves = circuits[p].Select(ChipGeometry.HemisphereOf).Distinct().Order().Select(ChipGeometry.HemisphereName);
                faults.Add(
                    $"Population '{network.Populations[p].Name}' on the {string.Join(" and ", halves)} half has {inputs} signed inputs, a circuit sees {ChipGeometry.DriversPerHemisphere} drivers; use fewer inputs or repetitions.");
            }
        }
    }
}
