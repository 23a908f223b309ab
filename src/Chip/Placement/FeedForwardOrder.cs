using Bss2.Messages.Experiment;

namespace Bss2.Chip.Placement;

/// <summary>Levels of a network without loops: inputs are 0, every other population is one above the highest of its sources.</summary>
internal static class FeedForwardOrder
{
    /// <summary>[population], or null and a fault if projections form a loop.</summary>
    public static int[]? Levels(NetworkSpec network, List<string> faults)
    {
        var levels = network.Populations.Select(p => p.Kind == PopulationKind.Input ? 0 : 1).ToArray();
        for (var pass = 0; pass <= levels.Length; pass++)
        {
            var changed = false;
            foreach (var projection in network.Projections)
            {
                var needed = levels[projection.Source.Value] + 1;
                if (levels[projection.Target.Value] < needed)
                {
                    levels[projection.Target.Value] = needed;
                    changed = true;
                }
            }

            if (!changed)
            {
                return levels;
            }
        }

        // A loop lifts its members, and what follows them, without end.
        var raised = Enumerable.Range(0, levels.Length).Where(p => levels[p] > levels.Length).Select(p => $"'{network.Populations[p].Name}'");
        faults.Add(
            $"The projections form a loop through or before the populations {string.Join(", ", raised)}; the emulated chip runs feed-forward networks only so far, remove the recurrent projection.");
        return null;
    }
}
