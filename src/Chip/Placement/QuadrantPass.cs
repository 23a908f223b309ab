using Bss2.Chip.Parts;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;

namespace Bss2.Chip.Placement;

/// <summary>
/// The circuits of one quadrant that run together: those of one level. A quadrant that holds a layer and its target runs once for each.
/// </summary>
internal sealed class QuadrantPass
{
    /// <summary>Marks bus events that do not reach this pass.</summary>
    public const ushort NoEvent = ushort.MaxValue;

    private QuadrantPass(PlacedNetwork placed, int quadrant, int level)
    {
        Quadrant = quadrant;
        Level = level;
        var recorded = new List<int>();
        for (var p = 0; p < placed.Levels.Length; p++)
        {
            var population = placed.Network.Populations[p];
            for (var neuron = 0; neuron < placed.Circuits[p].Length; neuron++)
            {
                var circuit = placed.Circuits[p][neuron];
                if (placed.Levels[p] != level || ChipGeometry.QuadrantOf(circuit) != quadrant)
                {
                    continue;
                }

                var column = ChipGeometry.ColumnOf(circuit);
                Targets[column] = population.TargetsOf(neuron);
                ComparatorOn[column] = population.Kind == PopulationKind.LeakyIntegrateAndFire;
                Labels[column] = (ushort)Math.Max(0, placed.Labels[p][neuron]);
                if (placed.RecordsCadc(new PopulationId(p)))
                {
                    recorded.Add(column);
                }
            }
        }

        RecordedColumns = [.. recorded.Order()];
        MadcInputs = placed.MadcNeurons.Length;
        MadcColumns = [.. placed.MadcNeurons
            .Where(n => placed.Levels[n.Population] == level && ChipGeometry.QuadrantOf(n.Circuit) == quadrant)
            .Select(n => ChipGeometry.ColumnOf(n.Circuit)).Order()];
        Array.Fill(EventOf, NoEvent);
    }

    public int Quadrant { get; }

    public int Level { get; }

    /// <summary>[128], null where the pass has no circuit.</summary>
    public CircuitTargets?[] Targets { get; } = new CircuitTargets?[ChipGeometry.ColumnsPerQuadrant];

    /// <summary>[128], LIF circuits.</summary>
    public bool[] ComparatorOn { get; } = new bool[ChipGeometry.ColumnsPerQuadrant];

    /// <summary>[128], 16 bit labels of the neurons' spikes.</summary>
    public ushort[] Labels { get; } = new ushort[ChipGeometry.ColumnsPerQuadrant];

    /// <summary>Columns that the column ADC samples, rising.</summary>
    public int[] RecordedColumns { get; }

    /// <summary>Columns that the membrane ADC samples, rising.</summary>
    public int[] MadcColumns { get; }

    /// <summary>Neurons that the membrane ADC samples on the whole chip: they take turns.</summary>
    public int MadcInputs { get; }

    /// <summary>[<see cref="EventLabel.BusEvents"/>], index into the pass's charge table or <see cref="NoEvent"/>.</summary>
    public ushort[] EventOf { get; } = new ushort[EventLabel.BusEvents];

    /// <summary>[event], the synapses that each event reaches.</summary>
    public SynapseHit[][] Hits { get; private set; } = [];

    /// <summary>All passes of a placed network, in rising (level, quadrant) order.</summary>
    public static QuadrantPass[] Of(PlacedNetwork placed)
    {
        var keys = new SortedSet<(int Level, int Quadrant)>();
        for (var p = 0; p < placed.Levels.Length; p++)
        {
            keys.UnionWith(placed.Circuits[p].Select(c => (placed.Levels[p], ChipGeometry.QuadrantOf(c))));
        }

        var images = new SynapseImage?[ChipGeometry.Hemispheres];
        return [.. keys.Select(k =>
        {
            var pass = new QuadrantPass(placed, k.Quadrant, k.Level);
            var hemisphere = ChipGeometry.HemisphereOfQuadrant(k.Quadrant);
            pass.FindHits(placed, images[hemisphere] ??= new SynapseImage(placed, hemisphere));
            return pass;
        })];
    }

    private void FindHits(PlacedNetwork placed, SynapseImage image)
    {
        var hemisphere = ChipGeometry.HemisphereOfQuadrant(Quadrant);
        var hits = new List<SynapseHit[]>();
        foreach (var label in placed.Labels.SelectMany(l => l).Where(l => l != EventLabel.None))
        {
            // Inputs and neurons alike travel on the bus of their channel bits, if at all.
            var bus = EventLabel.Channel(label);
            var busEvent = EventLabel.BusEvent(bus, label);
            if (EventOf[busEvent] != NoEvent || !placed.Nodes.Any(n => n.Output == CrossbarPorts.BusOutput(hemisphere, bus)))
            {
                continue;
            }

            var reached = image.Match(bus, label, Quadrant).Where(h => Targets[h.Column] is not null).ToArray();
            if (reached.Length > 0)
            {
                EventOf[busEvent] = (ushort)hits.Count;
                hits.Add(reached);
            }
        }

        Hits = [.. hits];
    }
}
