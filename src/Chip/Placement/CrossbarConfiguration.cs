using Bss2.Chip.Circuits;
using Bss2.Chip.Parts;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;

namespace Bss2.Chip.Placement;

/// <summary>
/// Opens the crossbar nodes that a placed network needs. Channel c from the FPGA feeds bus c of both halves, filtered by the half's bit of the label;
/// event output k feeds bus k mod 4 of the halves where its neurons have targets, and the link of that index if one of its neurons is recorded.
/// </summary>
internal static class CrossbarConfiguration
{
    /// <summary>Nodes in rising (input, output) order.</summary>
    public static CrossbarNode[] Nodes(PlacedNetwork placed)
    {
        var nodes = new HashSet<CrossbarNode>();
        var projections = placed.Network.Projections;
        for (var j = 0; j < projections.Length; j++)
        {
            var source = projections[j].Source.Value;
            for (var h = 0; h < ChipGeometry.Hemispheres; h++)
            {
                for (var neuron = 0; neuron < placed.Labels[source].Length; neuron++)
                {
                    if (placed.Drivers[j][h][neuron] >= 0)
                    {
                        nodes.Add(ToBus(placed.Network.Populations[source].Kind, placed.Labels[source][neuron], h));
                    }
                }
            }
        }

        for (var p = 0; p < placed.Labels.Length; p++)
        {
            if (placed.RecordsSpikes(new PopulationId(p)))
            {
                nodes.UnionWith(placed.Labels[p].Where(l => l != EventLabel.None).Select(ToLink));
            }
        }

        return [.. nodes.OrderBy(n => n.Input).ThenBy(n => n.Output)];
    }

    private static CrossbarNode ToBus(PopulationKind kind, int label, int hemisphere)
    {
        var output = CrossbarPorts.BusOutput(hemisphere, EventLabel.Channel(label));
        if (kind == PopulationKind.Input)
        {
            var bit = EventLabel.HemisphereBit(hemisphere);
            return new CrossbarNode(CrossbarPorts.FirstLinkInput + EventLabel.Channel(label), output, bit, bit);
        }

        return new CrossbarNode(EventLabel.EventOutput(label), output, EventLabel.EventOutputMask, label & EventLabel.EventOutputMask);
    }

    private static CrossbarNode ToLink(int label) => new(
        EventLabel.EventOutput(label),
        CrossbarPorts.FirstLinkOutput + EventLabel.Channel(label),
        EventLabel.EventOutputMask,
        label & EventLabel.EventOutputMask);
}
