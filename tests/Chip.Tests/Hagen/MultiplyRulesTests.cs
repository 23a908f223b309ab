using Bss2.Actors.Runtime;
using Bss2.Chip.Blocks;
using Bss2.Chip.Hagen;
using Bss2.Chip.Placement;
using Bss2.Chip.Rack;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;

namespace Bss2.Chip.Tests.Hagen;

/// <summary>What does not fit is refused with the value, the range and the mend.</summary>
public sealed class MultiplyRulesTests
{
    private static readonly NetworkSpec _network = Products.Several();

    public static TheoryData<NetworkSpec, string> Networks_ { get; } = new()
    {
        { Products.Single(129, 4), "'y' has 129 signed inputs, permitted are 1..128, the drivers of a half" },
        { Products.Single(4, 257), "'y' has 257 neurons, permitted are 1..256, the columns of a half" },
        { Products.Single(4, 4, 0), "Projection '0-1' sends its events 0 times, permitted are 1..65535" },
        { Products.Single(4, 4, 65_536), "Projection '0-1' sends its events 65536 times, permitted are 1..65535" },
        {
            new([Networks.Input("a", 100), Networks.Input("b", 29), Products.Integrators("y", 4)], [Products.Join(0, 2), Products.Join(1, 2)]),
            "'y' has 129 signed inputs"
        },
        { new([Networks.Input("x", 4), Networks.Lif("h", 4), Products.Integrators("y", 4)], [Products.Join(0, 1), Products.Join(0, 2)]), "Spiking populations ('h') and integrators ('y') are in one network" },
        { new([Networks.Input("x", 4), Networks.Lif("h", 4)], [Products.Join(0, 1, 2)]), "Projection '0-1' sends its events 2 times, but only integrators sum events up" },
        { new([Networks.Input("x", 4), Products.Integrators("y", 4)], []), "No projection ends at integrator population 'y'" },
        { new([Networks.Input("x", 4), Products.Integrators("y", 4), Products.Integrators("z", 4)], [Products.Join(0, 1), Products.Join(1, 2)]), "starts at 'y', whose results leave the chip" },
        { With(y => y with { Targets = CircuitTargets.Spiking2 }), "'y' has circuit targets of its own" },
        { With(y => y with { Targets = null, NeuronTargets = [CircuitTargets.Hagen] }), "'y' has circuit targets of its own" },
        { With(y => y with { Circuits = [3] }), "'y' has a placement constraint" },
        { With(y => y with { MadcNeurons = [0] }), "'y' wants the membrane ADC" },
    };

    public static TheoryData<Func<RunBlock, RunBlock>, string> Blocks_ { get; } = new()
    {
        { b => b with { Vectors = [] }, "brings no vectors" },
        { b => b with { FirstSample = -1 }, "position -1 is negative" },
        { b => b with { Inputs = Networks.Block(Networks.Layered(5, 5), 0, 1).Inputs }, "brings spikes of 1 populations, but the network multiplies matrices" },
        { b => b with { Vectors = [b.Vectors[0] with { Population = new PopulationId(3) }] }, "vectors of population 3, which is no input population" },
        { b => b with { Vectors = [b.Vectors[0] with { Population = new PopulationId(9) }] }, "vectors of population 9, which is no input population" },
        { b => b with { Vectors = [b.Vectors[0], b.Vectors[0]] }, "'a' more than once" },
        { b => b with { Vectors = [b.Vectors[0] with { Size = 64 }] }, "'a' have 64 activations, the population has 128 neurons" },
        { b => b with { Vectors = [b.Vectors[0] with { VectorsPerSample = 3 }] }, "has 512 activations, which are no whole samples of 3 vectors of 128" },
        { b => b with { Vectors = [b.Vectors[0] with { VectorsPerSample = 0 }] }, "no whole samples of 0 vectors" },
        { b => b with { Vectors = [b.Vectors[0] with { Values = [] }] }, "has 0 samples, permitted are 1..65536" },
        { b => b with { Vectors = [b.Vectors[0], b.Vectors[1] with { VectorsPerSample = 2 }, b.Vectors[2]] }, "'b' has 2 samples, permitted are 1..65536 and as many as in the block's first population (4)" },
        { b => b with { Vectors = [Changed(b.Vectors[0], (2 * 128) + 17, 32)] }, "'a': activation 32 of sample 12, vector 0, neuron 17 is outside 0..31" },
        { b => b with { Vectors = [Changed(b.Vectors[0] with { VectorsPerSample = 2 }, (3 * 128) + 1, -1)] }, "'a': activation -1 of sample 11, vector 1, neuron 1 is outside 0..31" },
        { b => b with { Vectors = [b.Vectors[1]] }, "'mixed' needs vectors of 'c', too" },
        { b => b with { Vectors = [b.Vectors[1] with { VectorsPerSample = 2 }, b.Vectors[2] with { Values = b.Vectors[2].Values[..10] }] }, "'mixed' have 2 and 1 vectors a sample" },
        { b => b with { FirstSample = int.MaxValue - 4, Vectors = [b.Vectors[0] with { VectorsPerSample = 4 }] }, "has 4 vectors a sample, so that the batch would have more than 4294967295" },
        { b => b with { Vectors = [new PopulationVectors(new PopulationId(0), 500, 128, new sbyte[400 * 500 * 128])] }, "cut the batch into blocks of at most 259 samples" },
    };

    [Theory]
    [MemberData(nameof(Networks_), DisableDiscoveryEnumeration = true)]
    public void Networks_that_do_not_fit_are_refused(NetworkSpec network, string fault)
    {
        Assert.Contains(fault, Assert.Throws<PlacementException>(() => Placer.Place(network)).Message, StringComparison.Ordinal);
        Assert.Contains(fault, Assert.Throws<PlacementException>(() => RackPlacer.Place(network, [new RackChip("chip", new ChipSettings(new ChipSerial(1)))])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Blocks_), DisableDiscoveryEnumeration = true)]
    public async Task Blocks_that_do_not_fit_are_refused_by_emulators_and_actors(Func<RunBlock, RunBlock> change, string fault)
    {
        var configuration = Products.Configuration(_network, Imperfections.All);
        var block = change(Products.Block(_network, 10, 4));
        Assert.Contains(fault, Assert.Throws<ArgumentException>(() => Products.Run(configuration, block)).Message, StringComparison.Ordinal);
        await using var system = ActorSystem.Create("refusals");
        var chip = system.Spawn(ChipActor.Recipe, "chip");
        chip.Tell(configuration);
        var failed = Assert.IsType<BlockFailed>(await chip.Ask<object>(block, TimeSpan.FromSeconds(60)));
        Assert.Contains(fault, failed.Reason, StringComparison.Ordinal);
        Assert.IsType<BlockRecording>(await chip.Ask<object>(Products.Block(_network, 10, 4), TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public void All_faults_of_a_network_come_together()
    {
        var network = new NetworkSpec(
            [Networks.Input("x", 200), Products.Integrators("y", 300) with { Circuits = [1] }, Products.Integrators("z", 1)], [Products.Join(0, 1, 0), Products.Join(0, 2)]);
        Assert.Equal(5, Assert.Throws<PlacementException>(() => Placer.Place(network)).Faults.Count);
    }

    [Fact]
    public void Weights_outside_63_are_refused_by_place_and_value()
    {
        var weights = Products.Weights(_network);
        weights[1].Values[130] = 64;
        var fault = Assert.Throws<PlacementException>(() => Products.Run(Products.Configuration(_network, Imperfections.All, weights), Products.Block(_network, 0, 1)));
        Assert.Contains("weight 64 of target 1, source 2 is outside −63..63", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_spiking_network_takes_no_vectors()
    {
        var network = Networks.Layered(5, 5);
        var block = Networks.Block(network, 0, 1) with { Vectors = [new PopulationVectors(new PopulationId(0), 1, 5, new sbyte[5])] };
        var chip = new ChipEmulator();
        chip.Configure(Networks.Configuration(network, Imperfections.All));
        Assert.Contains("has no integrators; send spikes", Assert.Throws<ArgumentException>(() => chip.Run(block)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tiles_take_halves_in_turn_pass_by_pass()
    {
        var placed = Placer.Place(_network);
        Assert.Equal(
            [(3, 0, 0, 256, 128), (4, 0, 1, 3, 128), (5, 1, 0, 131, 40), (6, 1, 1, 33, 45), (7, 2, 0, 128, 5)],
            placed.Tiles!.Tiles.Select(t => (t.Population, t.Pass, t.Hemisphere, t.Columns, t.Rows)));
        Assert.Equal([256, 257, 258], placed.CircuitsOf(new PopulationId(4)).ToArray());
        var lines = placed.Describe().Split('\n');
        Assert.Equal("population  inputs  size  sends  pass  half", lines[0]);
        Assert.Equal("mixed           45    33    4+6     1  bottom", lines[4]);
        Assert.Equal("matrix multiplication: 5 tiles in 3 passes", lines[6]);
    }

    [Fact]
    public void A_vector_takes_its_passes_fixed_waits_and_events()
    {
        PopulationId[] all = [new(0), new(1), new(2)];

        // Pass 0: 128 x 3 against 128 events; pass 1: 40 x 20 against 40 x 4 + 5 x 6; pass 2: 5 x 34; 40 ns each and 45 us a pass.
        Assert.Equal((3 * 11_250) + (10 * (384 + 800 + 170)), HagenTiming.VectorDuration(_network, all).Value);
        Assert.Equal(11_250 + (10 * 384), HagenTiming.VectorDuration(_network, [new(0)]).Value);
    }

    private static NetworkSpec With(Func<PopulationSpec, PopulationSpec> change)
    {
        var network = Products.Single(1, 1);
        return network with { Populations = [network.Populations[0], change(network.Populations[1])] };
    }

    private static PopulationVectors Changed(PopulationVectors vectors, int at, sbyte value)
    {
        var values = vectors.Values.ToArray();
        values[at] = value;
        return vectors with { Values = values };
    }
}
