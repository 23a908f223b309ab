using Bss2.Messages.Experiment;

namespace Bss2.Chip.Rack;

/// <summary>What the chips of a rack must satisfy, and where they place each population.</summary>
internal static class RackRules
{
    private const int MaximumNameLength = 64;

    /// <summary>Marks inputs, which go to whichever chips they project to, and populations whose chip does not exist.</summary>
    public const int Nowhere = -1;

    /// <summary>Adds the faults of names and serial numbers.</summary>
    public static void CheckChips(RackChip[] chips, List<string> faults)
    {
        if (chips.Length == 0)
        {
            faults.Add("The rack has no chip; give it at least one.");
        }

        foreach (var chip in chips.Where(c => !IsName(c.Name)))
        {
            faults.Add($"A chip of the rack is called '{chip.Name}'; permitted are 1..{MaximumNameLength} letters, digits and hyphens.");
        }

        foreach (var group in chips.GroupBy(c => c.Name, StringComparer.Ordinal).Where(g => g.Skip(1).Any()))
        {
            faults.Add($"{group.Count()} chips of the rack are called '{group.Key}'; names must differ, rename all but one.");
        }

        foreach (var group in chips.GroupBy(c => c.Settings.Serial).Where(g => g.Skip(1).Any()))
        {
            faults.Add($"The chips {List(group)} of the rack have the same serial number {group.Key.Value}, so they are one chip; give each its own.");
        }
    }

    /// <summary>Index of the chip that holds each population, or <see cref="Nowhere"/>. Adds a fault for each population on an unknown chip, and for each chip without any.</summary>
    public static int[] Assign(NetworkSpec network, RackChip[] chips, List<string> faults)
    {
        var before = faults.Count;
        var result = new int[network.Populations.Length];
        for (var p = 0; p < result.Length; p++)
        {
            var population = network.Populations[p];
            result[p] = population switch
            {
                { Kind: PopulationKind.Input } => Nowhere,
                { Chip: null } => chips.Length > 0 ? 0 : Nowhere,
                _ => Array.FindIndex(chips, c => c.Name == population.Chip),
            };
            if (result[p] == Nowhere && population.Kind != PopulationKind.Input && chips.Length > 0)
            {
                faults.Add($"Population '{population.Name}' is placed on chip '{population.Chip}', which the rack does not have; its chips are {List(chips)}.");
            }
        }

        // A misspelt name leaves a chip empty: one fault is enough.
        if (faults.Count == before && chips.Length > 1)
        {
            foreach (var (chip, c) in chips.Select((chip, c) => (chip, c)).Where(x => !result.Contains(x.c)))
            {
                faults.Add($"Chip '{chip.Name}' of the rack holds no population; place a layer on it or leave it out.");
            }
        }

        return result;
    }

    /// <summary>
    /// The chips so that each stands after those that send to it. Those in a loop, and behind one, are left out and a fault names them.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="chips">The rack.</param>
    /// <param name="crossings">Projections from one chip to another, as (sending chip, receiving chip, projection).</param>
    /// <param name="faults">Where the fault goes.</param>
    public static int[] Order(NetworkSpec network, RackChip[] chips, IReadOnlyList<(int From, int To, int Projection)> crossings, List<string> faults)
    {
        var order = new List<int>();
        while (Enumerable.Range(0, chips.Length).FirstOrDefault(IsReady, Nowhere) is var next and not Nowhere)
        {
            order.Add(next);
        }

        // What only lies behind a loop sends nothing to those left.
        var left = Enumerable.Range(0, chips.Length).Except(order).ToList();
        for (int behind; (behind = left.FindIndex(c => !SendsWithin(c))) >= 0;)
        {
            left.RemoveAt(behind);
        }

        if (left.Count > 0)
        {
            var ways = crossings.Where(x => left.Contains(x.From) && left.Contains(x.To)).Select(x => network.Projections[x.Projection]).Select(p =>
                $"'{network.Populations[p.Source.Value].Name}' to '{network.Populations[p.Target.Value].Name}'");
            faults.Add(
                $"The chips {List(left.Select(c => chips[c]))} of the rack send to each other in a loop ({string.Join(", ", ways)}); between chips spikes go feed-forward only, place the populations of the loop on one chip.");
        }

        return [.. order];

        bool IsReady(int chip) => !order.Contains(chip) && crossings.All(x => x.To != chip || order.Contains(x.From));

        bool SendsWithin(int chip) => crossings.Any(x => x.From == chip && left.Contains(x.To));
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= MaximumNameLength && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');

    private static string List(IEnumerable<RackChip> chips) => string.Join(", ", chips.Select(c => $"'{c.Name}'"));
}
