using Bss2.Chip.Circuits;
using Bss2.Chip.Parts;
using Bss2.Chip.Placement;
using Bss2.Messages.Experiment;
using FsCheck;
using FsCheck.Fluent;

namespace Bss2.Chip.Tests.Placement;

public sealed class PlacementPropertyTests
{
    [Fact]
    public void Every_source_event_reaches_exactly_the_synapses_of_its_projections()
    {
        var (placed, all) = (0, 0);
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            all++;
            if (TryPlace(RandomNetwork(seed)) is not { } network)
            {
                return true;
            }

            placed++;
            return EventsReachTheirTargets(network);
        }).QuickCheckThrowOnFailure();
        Assert.True(placed > all / 3, $"Only {placed} of {all} random networks could be placed: the property says little.");
    }

    [Fact]
    public void Circuits_are_used_once_and_labels_are_unique_on_a_bus() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            if (TryPlace(RandomNetwork(seed)) is not { } network)
            {
                return true;
            }

            var circuits = network.Circuits.SelectMany(c => c).ToArray();
            var routed = network.Network.Populations.Select((p, i) => (p, i))
                .Where(x => x.p.Kind == PopulationKind.LeakyIntegrateAndFire || network.Network.Projections.Any(j => j.Source.Value == x.i))
                .SelectMany(x => network.Labels[x.i])
                .Select(l => (EventLabel.Channel(l), EventLabel.RowSelect(l) & network.CompareMask, EventLabel.Synapse(l)))
                .ToArray();
            return circuits.Distinct().Count() == circuits.Length && routed.Distinct().Count() == routed.Length;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Open_crossbar_nodes_exist_in_silicon() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
            TryPlace(RandomNetwork(seed)) is not { } network || network.Nodes.All(n => CrossbarPorts.NodeExists(n.Input, n.Output))).QuickCheckThrowOnFailure();

    private static PlacedNetwork? TryPlace(NetworkSpec network)
    {
        try
        {
            return Placer.Place(network);
        }
        catch (PlacementException fault) when (fault.Faults.All(f =>
            f.Contains("no free driver", StringComparison.Ordinal) || f.Contains("signed inputs", StringComparison.Ordinal)))
        {
            return null;
        }
    }

    private static bool EventsReachTheirTargets(PlacedNetwork placed)
    {
        var images = Enumerable.Range(0, ChipGeometry.Hemispheres).Select(h => new SynapseImage(placed, h)).ToArray();
        var router = new CrossbarRouter(placed.Nodes, Imperfections.None);
        for (var p = 0; p < placed.Labels.Length; p++)
        {
            for (var neuron = 0; neuron < placed.Labels[p].Length; neuron++)
            {
                if (placed.Labels[p][neuron] == EventLabel.None)
                {
                    continue;
                }

                router.Begin();
                if (placed.Network.Populations[p].Kind == PopulationKind.Input)
                {
                    router.AddInput(0, placed.Labels[p][neuron]);
                }
                else
                {
                    router.AddNeuron(0, placed.Labels[p][neuron]);
                }

                router.Route(null);
                if (!Reached(placed, images, router).SequenceEqual(Wanted(placed, p, neuron)))
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>(projection, weight index, circuit) of the synapses that match what arrives.</summary>
    private static IEnumerable<(int Projection, int Weight, int Circuit)> Reached(PlacedNetwork placed, SynapseImage[] images, CrossbarRouter router)
    {
        var reached = new List<(int, int, int)>();
        for (var h = 0; h < images.Length; h++)
        {
            var events = new EventList();
            router.CollectSynapses(h, 1, events);
            foreach (var key in events.Items)
            {
                var label = EventKey.Label(key);
                foreach (var quadrant in new[] { 2 * h, (2 * h) + 1 })
                {
                    reached.AddRange(images[h].Match(EventLabel.Channel(label), label, quadrant)
                        .Select(s => (s.Projection, s.Weight, ChipGeometry.CircuitOf(quadrant, s.Column))));
                }
            }
        }

        return reached.Order();
    }

    private static IEnumerable<(int Projection, int Weight, int Circuit)> Wanted(PlacedNetwork placed, int population, int neuron) =>
        placed.Network.Projections
            .Select((j, index) => (j, index))
            .Where(x => x.j.Source.Value == population)
            .SelectMany(x => placed.Circuits[x.j.Target.Value].Select((circuit, target) =>
                (x.index, (target * placed.Labels[population].Length) + neuron, circuit)))
            .Order();

    private static NetworkSpec RandomNetwork(int seed)
    {
        var random = new Random(seed);
        var free = Enumerable.Range(0, ChipGeometry.Circuits).ToArray();
        random.Shuffle(free);
        var populations = new List<PopulationSpec> { Networks.Input("in0", random.Next(1, 60)) };
        if (random.Next(2) == 0)
        {
            populations.Add(Networks.Input("in1", random.Next(1, 30)));
        }

        // Either all populations are constrained to random circuits or none, so that constraints never hit a first fit.
        var constrained = random.Next(2) == 0;
        var taken = 0;
        for (var i = random.Next(1, 5); i > 0; i--)
        {
            var size = random.Next(1, 90);
            var circuits = constrained ? free[taken..(taken + size)] : null;
            taken += size;
            var name = $"p{populations.Count}";
            populations.Add(random.Next(4) == 0 ? Networks.Li(name, size, circuits) : Networks.Lif(name, size, circuits));
        }

        var projections = new List<ProjectionSpec>();
        for (var target = 0; target < populations.Count; target++)
        {
            for (var source = 0; source < target; source++)
            {
                if (populations[target].Kind != PopulationKind.Input && populations[source].Kind != PopulationKind.LeakyIntegrator && random.Next(3) > 0)
                {
                    projections.Add(Networks.Join(source, target));
                }
            }
        }

        return new NetworkSpec([.. populations], [.. projections]);
    }
}
