using Bss2.Chip.Placement;
using Bss2.Chip.Rack;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;
using FsCheck;
using FsCheck.Fluent;

namespace Bss2.Chip.Tests.Rack;

public sealed class RackPlanTests
{
    [Fact]
    public void Every_layer_and_projection_is_on_exactly_one_chip_and_weights_map_back() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var (network, chips) = RandomRack(seed);
            var weights = Networks.Weights(network, seed);
            var plan = RackPlan.Of(network, chips);
            var layers = plan.Parts.SelectMany(part => part.Populations.Where((_, local) => part.Network.Populations[local].Kind != PopulationKind.Input)).ToArray();
            Assert.Equal(Enumerable.Range(0, network.Populations.Length).Where(p => network.Populations[p].Kind != PopulationKind.Input), layers.Order());
            Assert.Equal(Enumerable.Range(0, network.Projections.Length), plan.Parts.SelectMany(part => part.Projections.ToArray()).Order());
            foreach (var part in plan.Parts)
            {
                AssertMapsBack(part, plan, network, part.Configuration(new RackConfiguration(3, network, chips, weights)).Weights, weights);
                Assert.NotNull(Placer.OnChip(part.Network, part.Chip.Settings, []));
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_leaves_a_chip_arrives_where_it_is_awaited_and_chips_run_after_their_sources() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var (network, chips) = RandomRack(seed);
            var plan = RackPlan.Of(network, chips);
            var sent = plan.Parts.SelectMany(part => part.Links.SelectMany(link => link.TargetChips.Select(t => (Population: link.Population, From: part.Index, To: t)))).ToArray();
            var awaited = plan.Parts.SelectMany(part => part.FromChips.Select(p => (p, part.Index)));
            Assert.Equal(awaited.Order(), sent.Select(s => (s.Population, s.To)).Order());
            Assert.All(sent, s => Assert.True(Array.IndexOf(plan.Order, s.From) < Array.IndexOf(plan.Order, s.To)));
            Assert.Equal(Enumerable.Range(0, chips.Length), plan.Order.Order());
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_rack_of_one_chip_is_its_network_as_it_stands()
    {
        var network = Networks.Layered(5, 10);
        var configuration = Racks.Configuration(network, Racks.Chips(Imperfections.All, "chip"));
        var part = Assert.Single(RackPlan.Of(network, configuration.Chips).Parts);
        Assert.Same(network, part.Network);
        Assert.Same(configuration.Weights, part.Configuration(configuration).Weights);
        Assert.Empty(part.Links);
    }

    [Fact]
    public void A_source_on_another_chip_is_an_input_and_recorded_even_if_nobody_asks()
    {
        var network = Racks.Chain();
        var plan = RackPlan.Of(network, Racks.Chips(Imperfections.All, "a", "b", "c"));
        Assert.Equal(["early", "first", "second", "late"], plan.Parts[1].Network.Populations.Select(p => p.Name));
        Assert.Equal(
            [PopulationKind.Input, PopulationKind.Input, PopulationKind.LeakyIntegrateAndFire, PopulationKind.Input], plan.Parts[1].Network.Populations.Select(p => p.Kind));
        Assert.True(plan.Parts[1].Network.Populations[2].RecordSpikes);
        Assert.Equal(["first", "second", "third", "out"], plan.Parts[2].Network.Populations.Select(p => p.Name));
    }

    [Fact]
    public void Inputs_without_projections_are_on_the_first_chip_and_a_chip_without_inputs_gets_the_first_one()
    {
        var network = new NetworkSpec(
            [Networks.Input("idle", 2), Networks.Lif("quiet", 3) with { Chip = "b" }, Networks.Input("used", 2), Networks.Lif("driven", 3)], [Networks.Join(2, 3)]);
        var plan = RackPlan.Of(network, Racks.Chips(Imperfections.All, "a", "b"));
        Assert.Equal(["idle", "used", "driven"], plan.Parts[0].Network.Populations.Select(p => p.Name));
        Assert.Equal(["idle", "quiet"], plan.Parts[1].Network.Populations.Select(p => p.Name));
    }

    [Fact]
    public void All_faults_of_a_rack_are_reported_together_with_those_of_its_chips()
    {
        var network = new NetworkSpec(
            [
                Networks.Input("input", 5), Networks.Lif("lost", 5) with { Chip = "middle" }, Networks.Lif("wide", 513) with { Chip = "left" },
                Networks.Lif("a", 3, [4, 4]) with { Chip = "right" }, Networks.Li("b", 3) with { Chip = "right" },
            ],
            [Networks.Join(0, 1), Networks.Join(1, 2), Networks.Join(0, 3), Networks.Join(4, 2)]);
        RackChip[] chips =
        [
            new("left", new ChipSettings(new ChipSerial(1), StepTicks: 5)), new("right", new ChipSettings(new ChipSerial(1))),
            new("right", new ChipSettings(new ChipSerial(2))), new("no/slash", new ChipSettings(new ChipSerial(3))),
        ];
        var faults = Assert.Throws<PlacementException>(() => RackPlacer.Place(network, chips)).Faults;
        foreach (var expected in new[]
        {
            "A chip of the rack is called 'no/slash'; permitted are 1..64 letters, digits and hyphens.",
            "2 chips of the rack are called 'right'",
            "The chips 'left', 'right' of the rack have the same serial number 1",
            "Population 'lost' is placed on chip 'middle', which the rack does not have; its chips are 'left', 'right'",
            "'4-2' starts at 'b', whose leaky integrators never spike",
            "Chip 'left': Chip settings: the integration step is 5",
            "Chip 'left': Population 'wide' needs 513 neuron circuits",
            "Chip 'right': Population 'a' has 3 neurons but its placement constraint names 2 circuits",
        })
        {
            Assert.Single(faults, f => f.Contains(expected, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_chip_that_holds_nothing_and_a_rack_without_chips_are_refused()
    {
        Assert.Equal(
            ["Chip 'spare' of the rack holds no population; place a layer on it or leave it out."],
            FaultsOf(Racks.Pair(5, 10), Racks.Chips(Imperfections.All, "left", "right", "spare")));
        Assert.Equal(["The rack has no chip; give it at least one."], FaultsOf(Networks.Layered(5, 10), []));
    }

    [Fact]
    public void Loops_between_chips_are_refused_with_chips_and_ways_and_without_those_behind_them()
    {
        var network = new NetworkSpec(
            [
                Networks.Input("input", 5), Networks.Lif("a", 5), Networks.Lif("b", 5) with { Chip = "two" }, Networks.Lif("c", 5),
                Networks.Lif("before", 5) with { Chip = "three" }, Networks.Li("behind", 5) with { Chip = "four" },
            ],
            [Networks.Join(0, 1), Networks.Join(0, 4), Networks.Join(1, 2), Networks.Join(2, 3), Networks.Join(4, 1), Networks.Join(3, 5)]);
        var fault = Assert.Single(FaultsOf(network, Racks.Chips(Imperfections.All, "one", "two", "three", "four")));
        Assert.StartsWith("The chips 'one', 'two' of the rack send to each other in a loop ('a' to 'b', 'b' to 'c');", fault, StringComparison.Ordinal);
        Assert.Contains("feed-forward only", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void The_description_shows_each_chip_and_where_its_spikes_go()
    {
        var text = RackPlacer.Place(Racks.Chain(), Racks.Chips(Imperfections.All, "a", "b", "c")).Describe();
        Assert.Contains("Placement on chip 'b', serial number 8:", text, StringComparison.Ordinal);
        Assert.Contains("spikes of first go to chip 'b', 'c'", text, StringComparison.Ordinal);
        Assert.StartsWith("Placement on chip 7:\n", RackPlacer.Place(Networks.Layered(5, 10), Racks.Chips(Imperfections.All, "chip")).Describe(), StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> FaultsOf(NetworkSpec network, RackChip[] chips) =>
        Assert.Throws<PlacementException>(() => RackPlacer.Place(network, chips)).Faults;

    private static void AssertMapsBack(RackPart part, RackPlan plan, NetworkSpec network, ProjectionWeights[] local, ProjectionWeights[] whole)
    {
        Assert.Equal(part.Populations.Order().Distinct(), part.Populations);
        for (var p = 0; p < part.Populations.Length; p++)
        {
            var (here, there) = (part.Network.Populations[p], network.Populations[part.Populations[p]]);
            Assert.Equal((there.Name, there.Size), (here.Name, here.Size));
            var home = there.Chip ?? plan.Chips[0].Name;
            if (here.Kind != PopulationKind.Input)
            {
                Assert.Equal((part.Chip.Name, there.Kind), (home, here.Kind));
            }
            else if (there.Kind != PopulationKind.Input)
            {
                Assert.NotEqual(part.Chip.Name, home);
            }
        }

        for (var j = 0; j < local.Length; j++)
        {
            var (here, there) = (part.Network.Projections[j], network.Projections[part.Projections[j]]);
            Assert.Equal(there.Name, here.Name);
            Assert.Equal((there.Source.Value, there.Target.Value), (part.Populations[here.Source.Value], part.Populations[here.Target.Value]));
            Assert.Equal(j, local[j].Projection);
            Assert.Same(whole[part.Projections[j]].Values, local[j].Values);
        }
    }

    /// <summary>Up to four chips in a random order, layers in rising order of the way through them.</summary>
    private static (NetworkSpec Network, RackChip[] Chips) RandomRack(int seed)
    {
        var random = new Random(seed);
        var count = random.Next(1, 5);
        string[] names = [.. Enumerable.Range(0, count).Select(c => $"chip-{c}")];
        int[] layers = [.. Enumerable.Range(0, count).Concat(Enumerable.Range(0, random.Next(0, 4)).Select(_ => random.Next(count))).Order()];
        PopulationSpec[] populations =
        [
            .. Enumerable.Range(0, random.Next(1, 3)).Select(i => Networks.Input($"input-{i}", random.Next(1, 6))),
            .. layers.Select((c, i) => (random.Next(3) == 0 ? Networks.Li($"layer-{i}", random.Next(1, 8)) : Networks.Lif($"layer-{i}", random.Next(1, 8)))
                with { Chip = names[c], RecordSpikes = random.Next(2) == 0 }),
        ];
        var projections = new List<ProjectionSpec>();
        for (var source = 0; source < populations.Length; source++)
        {
            for (var target = source + 1; target < populations.Length; target++)
            {
                if (populations[source].Kind != PopulationKind.LeakyIntegrator && populations[target].Kind != PopulationKind.Input && random.Next(2) == 0)
                {
                    projections.Add(Networks.Join(source, target));
                }
            }
        }

        random.Shuffle(names);
        return (new NetworkSpec(populations, [.. projections]), Racks.Chips(Imperfections.All, names));
    }
}
