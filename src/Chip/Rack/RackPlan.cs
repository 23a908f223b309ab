using Bss2.Chip.Blocks;
using Bss2.Chip.Placement;
using Bss2.Messages.Experiment;

namespace Bss2.Chip.Rack;

/// <summary>
/// A network cut into one part for each chip of a rack. Populations of circuits are on exactly one chip and projections on that of their target; inputs are on
/// all chips that they project to, or on the first one. A rack of one chip is its network as it stands.
/// </summary>
internal sealed class RackPlan
{
    private RackPlan(NetworkSpec network, RackChip[] chips, RackPart[] parts, int[] order) => (Network, Chips, Parts, Order) = (network, chips, parts, order);

    public NetworkSpec Network { get; }

    public RackChip[] Chips { get; }

    /// <summary>[chip].</summary>
    public RackPart[] Parts { get; }

    /// <summary>Chips so that each stands after those that send to it.</summary>
    public int[] Order { get; }

    /// <summary>Cuts a network.</summary>
    /// <exception cref="PlacementException">It cannot be run by this rack; holds all faults but those of single chips, which <see cref="RackPlacer"/> finds too.</exception>
    public static RackPlan Of(NetworkSpec network, RackChip[] chips)
    {
        var faults = new List<string>();
        var plan = Cut(network, chips, faults);
        return faults.Count == 0 ? plan : throw new PlacementException(faults);
    }

    /// <summary>Cuts a network, leaving out what cannot be placed or followed; adds a fault for each such thing.</summary>
    public static RackPlan Cut(NetworkSpec network, RackChip[] chips, List<string> faults)
    {
        var sound = NetworkRules.Check(network, faults);
        RackRules.CheckChips(chips, faults);
        var chipOf = RackRules.Assign(network, chips, faults);
        var followed = Enumerable.Range(0, network.Projections.Length)
            .Where(j => sound[j] && chipOf[Target(network, j)] != RackRules.Nowhere && (IsInput(network, Source(network, j)) || chipOf[Source(network, j)] != RackRules.Nowhere))
            .ToArray();
        var crossings = followed
            .Where(j => !IsInput(network, Source(network, j)) && chipOf[Source(network, j)] != chipOf[Target(network, j)])
            .Select(j => (From: chipOf[Source(network, j)], To: chipOf[Target(network, j)], Projection: j))
            .ToArray();
        var order = RackRules.Order(network, chips, crossings, faults);
        var parts = chips.Select((chip, c) => chips.Length == 1 && faults.Count == 0
            ? new RackPart(network, chip, 0, [.. Enumerable.Range(0, chipOf.Length)], followed, [], [], isWhole: true)
            : Part(network, chip, c, chipOf, followed, crossings));
        return new RackPlan(network, chips, [.. parts], order);
    }

    /// <summary>Whether this plan is that of a configuration, too: only version and weights may differ.</summary>
    public bool Fits(RackConfiguration configuration) =>
        (ReferenceEquals(Chips, configuration.Chips) || Chips.AsSpan().SequenceEqual(configuration.Chips))
        && ConfigurationComparer.SameNetwork(Network, configuration.Network);

    private static RackPart Part(NetworkSpec network, RackChip chip, int index, int[] chipOf, int[] followed, (int From, int To, int Projection)[] crossings)
    {
        int[] projections = [.. followed.Where(j => chipOf[Target(network, j)] == index)];
        int[] fromChips = [.. crossings.Where(x => x.To == index).Select(x => Source(network, x.Projection)).Distinct().Order()];
        var inputs = projections.Select(j => Source(network, j)).Where(p => IsInput(network, p)).ToHashSet();
        if (index == 0)
        {
            inputs.UnionWith(Enumerable.Range(0, chipOf.Length).Where(p => IsInput(network, p) && !followed.Any(j => Source(network, j) == p)));
        }

        // A chip that nothing projects to learns from the first input how many samples a block has.
        if (inputs.Count == 0 && fromChips.Length == 0 && Array.FindIndex(network.Populations, p => p.Kind == PopulationKind.Input) is var first and >= 0)
        {
            inputs.Add(first);
        }

        int[] populations = [.. Enumerable.Range(0, chipOf.Length).Where(p => chipOf[p] == index).Concat(fromChips).Concat(inputs).Order()];
        RackLink[] links = [.. crossings.Where(x => x.From == index).GroupBy(x => Source(network, x.Projection)).OrderBy(g => g.Key)
            .Select(g => new RackLink(g.Key, [.. g.Select(x => x.To).Distinct().Order()]))];
        return new RackPart(network, chip, index, populations, projections, links, fromChips, isWhole: false);
    }

    private static int Source(NetworkSpec network, int projection) => network.Projections[projection].Source.Value;

    private static int Target(NetworkSpec network, int projection) => network.Projections[projection].Target.Value;

    private static bool IsInput(NetworkSpec network, int population) => network.Populations[population].Kind == PopulationKind.Input;
}
