using Bss2.Chip.Parts;
using Bss2.Chip.Placement;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;

namespace Bss2.Chip.Tests.Placement;

public sealed class PlacerTests
{
    [Fact]
    public void The_Yin_Yang_network_takes_the_buses_that_its_columns_reach()
    {
        var placed = Placer.Place(Networks.Layered(25, 120));
        Assert.Equal(Enumerable.Range(0, 120), placed.CircuitsOf(new PopulationId(1)).ToArray());
        Assert.Equal([256, 257, 258], placed.CircuitsOf(new PopulationId(2)).ToArray());
        Assert.Equal([0, 1, 2], placed.Levels);

        var bottom = placed.Drivers[1][1];
        for (var neuron = 0; neuron < 120; neuron++)
        {
            Assert.Equal(neuron / 32, ChipGeometry.BusOf(bottom[neuron]));
        }

        Assert.Equal([7, 6, 6, 6], Enumerable.Range(0, 4).Select(b => placed.Drivers[0][0].Count(d => ChipGeometry.BusOf(d) == b)));
        Assert.Equal((25, 120), (placed.UsedDrivers[0].Length, placed.UsedDrivers[1].Length));
        Assert.All(placed.Drivers[0][1].Concat(placed.Drivers[1][0]), d => Assert.Equal(-1, d));
    }

    [Fact]
    public void First_fit_may_put_a_readout_beside_its_hidden_layer()
    {
        var network = new NetworkSpec(
            [Networks.Input("input", 25), Networks.Lif("hidden", 120), Networks.Li("readout", 3)], [Networks.Join(0, 1), Networks.Join(1, 2)]);
        var placed = Placer.Place(network);
        Assert.Equal([120, 121, 122], placed.CircuitsOf(new PopulationId(2)).ToArray());
        Assert.Equal(120, placed.UsedDrivers[0].Length);
        Assert.Equal([(1, 0), (2, 0)], QuadrantPass.Of(placed).Select(p => (p.Level, p.Quadrant)));
    }

    [Fact]
    public void A_population_over_both_quadrants_of_a_half_shares_its_drivers()
    {
        var placed = Placer.Place(new NetworkSpec([Networks.Input("input", 10), Networks.Lif("wide", 400)], [Networks.Join(0, 1)]));
        Assert.Equal((10, 10), (placed.UsedDrivers[0].Length, placed.UsedDrivers[1].Length));
        Assert.Equal(4, QuadrantPass.Of(placed).Length);
    }

    [Fact]
    public void More_than_64_sources_on_a_bus_are_told_apart_by_row_select()
    {
        // Two layers of 128 meet on the top buses: 64 neurons and 8 inputs on each.
        var network = new NetworkSpec(
            [Networks.Input("input", 32), Networks.Lif("a", 128), Networks.Lif("b", 128), Networks.Li("c", 2)],
            [Networks.Join(0, 1), Networks.Join(1, 2), Networks.Join(2, 3)]);
        var placed = Placer.Place(network);
        Assert.Equal(1, placed.CompareMask);
        Assert.All(placed.UsedDrivers, Assert.NotEmpty);
    }

    [Fact]
    public void The_description_names_layers_circuits_and_drivers()
    {
        var text = Placer.Place(Networks.Layered(25, 120)).Describe();
        Assert.Contains("hidden", text, StringComparison.Ordinal);
        Assert.Contains("0..119 (quadrant 0)", text, StringComparison.Ordinal);
        Assert.Contains("32+32+32+24", text, StringComparison.Ordinal);
        Assert.Contains("top 25, bottom 120 of 128", text, StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_are_reported_together_with_values_and_mend()
    {
        var bad = CircuitTargets.Spiking2 with { LeakLsb = 20, SynapseDacBias = 600, HoldoffMicroseconds = 2 };
        var network = new NetworkSpec(
            [
                Networks.Input("input", 5),
                new PopulationSpec("hidden", PopulationKind.LeakyIntegrateAndFire, 10, bad),
                Networks.Li("hidden", 3, [0, 600]),
                new PopulationSpec("bare", PopulationKind.LeakyIntegrator, 0),
                Networks.Lif("twice", 2, [300, 300]),
                Networks.Lif("used", 1, [3]),
            ],
            [Networks.Join(0, 1), Networks.Join(1, 0), Networks.Join(2, 1), new ProjectionSpec("far", new PopulationId(0), new PopulationId(9))]);
        var settings = new ChipSettings(new ChipSerial(1), StepTicks: 5, CadcPeriodTicks: 100);
        var faults = Assert.Throws<PlacementException>(() => Placer.Place(network, settings)).Faults;
        foreach (var expected in new[]
        {
            "the integration step is 5, permitted are 10..250",
            "the CADC period of 100 ticks is below 425",
            "'hidden': leak is 20, permitted are 50..160",
            "'hidden': hold-off time is 2, permitted are 0..1",
            "2 populations are called 'hidden'",
            "'hidden' has 3 neurons but its placement constraint names 2 circuits",
            "'bare' has size 0, permitted are 1..65536",
            "'bare' has no circuit targets",
            "names circuit 300 twice",
            "circuit 3 of its placement constraint is used by 'hidden'",
            "'1-0' ends at the input population 'input'",
            "'2-1' starts at 'hidden', whose leaky integrators never spike",
            "'far' names population 9 as its target, permitted are 0..5",
            "The synapse DAC bias differs between populations",
        })
        {
            Assert.Contains(faults, f => f.Contains(expected, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("'big' needs 600 neuron circuits, 512 of 512 are free", 5, 600, null)]
    [InlineData("circuit 512 of its placement constraint is outside 0..511", 5, 1, 512)]
    [InlineData("has 129 signed inputs, a circuit sees 128 drivers", 129, 1, null)]
    public void What_does_not_fit_is_said(string expected, int inputs, int size, int? circuit)
    {
        var network = new NetworkSpec(
            [Networks.Input("input", inputs), Networks.Lif("big", size, circuit is { } c ? [c] : null)], [Networks.Join(0, 1)]);
        var fault = Assert.Throws<PlacementException>(() => Placer.Place(network));
        Assert.Contains(expected, Assert.Single(fault.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void A_bus_without_free_drivers_is_named_with_its_event_outputs()
    {
        // Columns 0..31 of both rows share event output 0, hence bus 0: 64 neurons, 32 drivers.
        int[] circuits = [.. Enumerable.Range(0, 32), .. Enumerable.Range(256, 32)];
        var network = new NetworkSpec(
            [Networks.Input("input", 5), Networks.Lif("crowded", 64, circuits), Networks.Li("readout", 3)], [Networks.Join(0, 1), Networks.Join(1, 2)]);
        var fault = Assert.Single(Assert.Throws<PlacementException>(() => Placer.Place(network)).Faults);
        Assert.Contains("32 of the 64 neurons of 'crowded' find no free driver on PADI bus 0", fault, StringComparison.Ordinal);
        Assert.Contains("event outputs 0 and 4", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Loops_are_refused_with_their_populations()
    {
        var network = new NetworkSpec(
            [Networks.Input("input", 5), Networks.Lif("a", 5), Networks.Lif("b", 5), Networks.Li("c", 5)],
            [Networks.Join(0, 1), Networks.Join(1, 2), Networks.Join(2, 1), Networks.Join(0, 3)]);
        var fault = Assert.Single(Assert.Throws<PlacementException>(() => Placer.Place(network)).Faults);
        Assert.Contains("loop through or before the populations 'a', 'b';", fault, StringComparison.Ordinal);
        Assert.Contains("feed-forward networks only so far", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_weights_are_refused()
    {
        var network = Networks.Layered(2, 3);
        ProjectionWeights[] weights = [new(0, [1, 2, 3, 4, 64, 6]), new(1, [1])];
        var faults = Assert.Throws<PlacementException>(() => Placer.CheckWeights(network, weights)).Faults;
        Assert.Contains("weight 64 of target 2, source 0 is outside −63..63", faults[0], StringComparison.Ordinal);
        Assert.Contains("got 1 weights; it needs 3 x 3 = 9", faults[1], StringComparison.Ordinal);
        Assert.Contains("1 sets of weights came for 2 projections",
            Assert.Throws<PlacementException>(() => Placer.CheckWeights(network, weights[..1])).Faults[0], StringComparison.Ordinal);
    }
}
