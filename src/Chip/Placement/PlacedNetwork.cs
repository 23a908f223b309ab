using Bss2.Chip.Circuits;
using Bss2.Chip.Hagen;
using Bss2.Chip.Parts;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;

namespace Bss2.Chip.Placement;

/// <summary>A network on a chip: which circuits, drivers, rows, labels and crossbar nodes it uses. Made by <see cref="Placer"/>.</summary>
public sealed class PlacedNetwork
{
    internal PlacedNetwork(NetworkSpec network, int[][] circuits, int[] levels, RouteAssignment routes)
    {
        Network = network;
        Circuits = circuits;
        Levels = levels;
        Labels = routes.Labels;
        Drivers = routes.Drivers;
        CompareMask = routes.Pages - 1;
        UsedDrivers = Enumerable.Range(0, ChipGeometry.Hemispheres).Select(h => routes.Pool.UsedDrivers(h).ToArray()).ToArray();
        Nodes = CrossbarConfiguration.Nodes(this);
        MadcNeurons = MadcRules.Sampled(network, circuits);
    }

    /// <summary>A network in matrix-multiply mode.</summary>
    internal PlacedNetwork(NetworkSpec network, TilePlacement tiles)
    {
        Network = network;
        Tiles = tiles;
        Circuits = [.. network.Populations.Select((_, p) => tiles.Of(p) is { } t ? Enumerable.Range(t.Hemisphere * ChipGeometry.ColumnsPerHemisphere, t.Columns).ToArray() : [])];
        Levels = [.. network.Populations.Select((_, p) => tiles.Of(p) is null ? 0 : 1)];
        (Labels, Drivers, UsedDrivers, Nodes, MadcNeurons) = ([.. Levels.Select(_ => Array.Empty<int>())], [], [[], []], [], []);
    }

    /// <summary>Where integrators are executed; null in spiking mode.</summary>
    internal TilePlacement? Tiles { get; }

    /// <summary>The network.</summary>
    public NetworkSpec Network { get; }

    /// <summary>[population][neuron], atomic circuits; empty for inputs.</summary>
    internal int[][] Circuits { get; }

    /// <summary>[population], 0 for inputs; a population runs when all levels below it have run.</summary>
    internal int[] Levels { get; }

    /// <summary>[population][neuron], 16 bit hardware labels or <see cref="EventLabel.None"/>.</summary>
    internal int[][] Labels { get; }

    /// <summary>[projection][half][source neuron], drivers or −1.</summary>
    internal int[][][] Drivers { get; }

    /// <summary>Compare mask of all drivers: 0 (they hear their whole bus), 1 or 3.</summary>
    internal int CompareMask { get; }

    /// <summary>[half], drivers in use, rising.</summary>
    internal int[][] UsedDrivers { get; }

    /// <summary>The open crossbar nodes.</summary>
    internal CrossbarNode[] Nodes { get; }

    /// <summary>What the membrane ADC samples, by population, then neuron; at most two.</summary>
    internal MadcNeuron[] MadcNeurons { get; }

    /// <summary>Highest level.</summary>
    internal int LastLevel => Levels.Max();

    /// <summary>How many halves a population has circuits on.</summary>
    internal int HemispheresOf(int population) => Circuits[population].Select(ChipGeometry.HemisphereOf).Distinct().Count();

    /// <summary>Atomic circuits 0..511 of a population's logical neurons; empty for inputs.</summary>
    public ReadOnlySpan<int> CircuitsOf(PopulationId population) => Circuits[population.Value];

    /// <summary>Whether the spikes of a population are recorded: LIF and LI populations that ask for it (those of LI are always empty).</summary>
    public bool RecordsSpikes(PopulationId population) =>
        Network.Populations[population.Value] is { RecordSpikes: true, Kind: PopulationKind.LeakyIntegrateAndFire or PopulationKind.LeakyIntegrator };

    /// <summary>Whether the membranes of a population are sampled.</summary>
    public bool RecordsCadc(PopulationId population) =>
        Network.Populations[population.Value] is { RecordCadc: true, Kind: PopulationKind.LeakyIntegrateAndFire or PopulationKind.LeakyIntegrator };

    /// <summary>A short table for people: layers with their circuits, projections with their drivers, buses.</summary>
    public string Describe() => Tiles is null ? PlacementTable.Write(this) : TileTable.Write(Network, Tiles);
}
