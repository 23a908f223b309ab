using Bss2.Chip.Parts;
using Bss2.Messages.Experiment;

namespace Bss2.Chip.Placement;

/// <summary>
/// Gives each source neuron a label that is unique on its PADI bus, and each of its projections a driver on every half that it reaches.
/// The bus of an on-chip neuron follows from its column (the crossbar joins event outputs k and k + 4 to bus k only); inputs take the bus with
/// most room. One page of 64 labels is tried first; if a bus has more sources, the low row select bits tell two or four pages apart.
/// </summary>
internal sealed class RouteAssignment
{
    private readonly NetworkSpec _network;
    private readonly int[][] _circuits;
    private readonly ColumnSet[][] _targetColumns;
    private readonly int[] _labelsUsed;
    private readonly SortedDictionary<(int Population, int Bus), int> _withoutDriver = [];

    private RouteAssignment(NetworkSpec network, int[][] circuits, int pages)
    {
        _network = network;
        _circuits = circuits;
        Pages = pages;
        Pool = new DriverPool(pages);
        Labels = network.Populations.Select(p => Filled(p.Size, EventLabel.None)).ToArray();
        Drivers = network.Projections
            .Select(p => Enumerable.Range(0, ChipGeometry.Hemispheres).Select(_ => Filled(network.Populations[p.Source.Value].Size, -1)).ToArray())
            .ToArray();
        _labelsUsed = new int[ChipGeometry.BusesPerHemisphere * pages];
        _targetColumns = network.Projections.Select(p => ColumnsOf(circuits[p.Target.Value])).ToArray();
    }

    /// <summary>1, 2 or 4.</summary>
    public int Pages { get; }

    public DriverPool Pool { get; }

    /// <summary>[population][neuron], 16 bit labels; <see cref="EventLabel.None"/> for neurons that never send.</summary>
    public int[][] Labels { get; }

    /// <summary>[projection][half][source neuron], driver 0..127 of the half, or −1 where the projection has no targets.</summary>
    public int[][][] Drivers { get; }

    private bool LabelsExhausted { get; set; }

    /// <summary>Assigns all sources; adds faults if drivers do not suffice.</summary>
    public static RouteAssignment? Assign(NetworkSpec network, int[][] circuits, List<string> faults)
    {
        for (var pages = 1; ; pages *= 2)
        {
            var routes = new RouteAssignment(network, circuits, pages);
            routes.AssignSources(PopulationKind.LeakyIntegrateAndFire);
            routes.AssignSources(PopulationKind.Input);
            if (routes.LabelsExhausted && pages < 4)
            {
                continue;
            }

            routes.ReportFaults(faults);
            return routes._withoutDriver.Count == 0 && !routes.LabelsExhausted ? routes : null;
        }
    }

    private static int[] Filled(int length, int value)
    {
        var array = new int[length];
        Array.Fill(array, value);
        return array;
    }

    private static ColumnSet[] ColumnsOf(int[] circuits)
    {
        var sets = new ColumnSet[ChipGeometry.Hemispheres];
        foreach (var circuit in circuits)
        {
            ref var set = ref sets[ChipGeometry.HemisphereOf(circuit)];
            set = set.With(ChipGeometry.HemisphereColumnOf(circuit));
        }

        return sets;
    }

    private void AssignSources(PopulationKind kind)
    {
        for (var p = 0; p < _network.Populations.Length; p++)
        {
            var population = _network.Populations[p];
            if (population.Kind != kind)
            {
                continue;
            }

            var needs = Needs(p);
            for (var neuron = 0; neuron < population.Size; neuron++)
            {
                if (kind == PopulationKind.Input)
                {
                    AssignInput(p, neuron, needs);
                }
                else
                {
                    var output = ChipGeometry.EventOutputOf(_circuits[p][neuron]);
                    AssignOn(output % ChipGeometry.BusesPerHemisphere, p, neuron, needs, (page, synapse) => EventLabel.ForNeuron(output, page, synapse));
                }
            }
        }
    }

    private List<(int Projection, int Hemisphere, ColumnSet Columns)> Needs(int population)
    {
        var needs = new List<(int, int, ColumnSet)>();
        for (var j = 0; j < _network.Projections.Length; j++)
        {
            for (var h = 0; h < ChipGeometry.Hemispheres; h++)
            {
                if (_network.Projections[j].Source.Value == population && !_targetColumns[j][h].IsEmpty)
                {
                    needs.Add((j, h, _targetColumns[j][h]));
                }
            }
        }

        return needs;
    }

    private void AssignInput(int population, int neuron, List<(int Projection, int Hemisphere, ColumnSet Columns)> needs)
    {
        var bits = 0;
        foreach (var need in needs)
        {
            bits |= EventLabel.HemisphereBit(need.Hemisphere);
        }

        if (bits == 0)
        {
            Labels[population][neuron] = EventLabel.ForInput(0, 0, 0, 0);
            return;
        }

        var best = 0;
        var bestRoom = int.MinValue;
        for (var bus = 0; bus < ChipGeometry.BusesPerHemisphere; bus++)
        {
            var room = LabelsLeft(bus) ? needs.Min(n => Pool.Free(n.Hemisphere, bus, n.Columns)) : -1;
            if (room > bestRoom)
            {
                (best, bestRoom) = (bus, room);
            }
        }

        AssignOn(best, population, neuron, needs, (page, synapse) => EventLabel.ForInput(best, bits, page, synapse));
    }

    private bool LabelsLeft(int bus)
    {
        for (var page = 0; page < Pages; page++)
        {
            if (_labelsUsed[(bus * Pages) + page] < ChipGeometry.SynapseLabels)
            {
                return true;
            }
        }

        return false;
    }

    private void AssignOn(
        int bus, int population, int neuron, List<(int Projection, int Hemisphere, ColumnSet Columns)> needs, Func<int, int, int> label)
    {
        if (!LabelsLeft(bus))
        {
            LabelsExhausted = true;
            return;
        }

        foreach (var page in Enumerable.Range(0, Pages).OrderBy(q => _labelsUsed[(bus * Pages) + q]))
        {
            ref var used = ref _labelsUsed[(bus * Pages) + page];
            if (used < ChipGeometry.SynapseLabels && TakeDrivers(bus, page, neuron, needs))
            {
                Labels[population][neuron] = label(page, used++);
                return;
            }
        }

        _withoutDriver[(population, bus)] = _withoutDriver.GetValueOrDefault((population, bus)) + 1;
    }

    private bool TakeDrivers(int bus, int page, int neuron, List<(int Projection, int Hemisphere, ColumnSet Columns)> needs)
    {
        foreach (var (projection, hemisphere, columns) in needs)
        {
            var driver = Pool.Take(hemisphere, bus, page, columns);
            if (driver < 0)
            {
                Pool.Rollback();
                return false;
            }

            Drivers[projection][hemisphere][neuron] = driver;
        }

        Pool.Commit();
        return true;
    }

    private void ReportFaults(List<string> faults)
    {
        foreach (var ((p, bus), count) in _withoutDriver)
        {
            var population = _network.Populations[p];
            faults.Add(population.Kind == PopulationKind.Input
                ? $"{count} of the {population.Size} inputs of '{population.Name}' find no free driver on any of the {ChipGeometry.BusesPerHemisphere} PADI buses of the halves that they reach, each half has {ChipGeometry.DriversPerHemisphere}; use fewer inputs, or constrain target populations to the other half."
                : $"{count} of the {population.Size} neurons of '{population.Name}' find no free driver on PADI bus {bus}, which has {ChipGeometry.DriversPerBus} on each half and is the only one that the crossbar joins to event outputs {bus} and {bus + 4}; spread the neurons over other columns with a placement constraint.");
        }

        if (LabelsExhausted)
        {
            faults.Add($"A PADI bus has more than {ChipGeometry.SynapseLabels * Pages} sources, the labels that its drivers can tell apart; use fewer sources.");
        }
    }
}
