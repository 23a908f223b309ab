using Bss2.Chip.Circuits;
using Bss2.Chip.Parts;

namespace Bss2.Chip.Placement;

/// <summary>The synapse SRAM of one half as placement writes it: the label of each row pair's synapse and which weight it holds.</summary>
internal sealed class SynapseImage
{
    private const int Empty = -1;

    private readonly int _compareMask;
    private readonly byte[] _labels = new byte[ChipGeometry.DriversPerHemisphere * ChipGeometry.ColumnsPerHemisphere];
    private readonly int[] _projections = new int[ChipGeometry.DriversPerHemisphere * ChipGeometry.ColumnsPerHemisphere];
    private readonly int[] _weights = new int[ChipGeometry.DriversPerHemisphere * ChipGeometry.ColumnsPerHemisphere];

    public SynapseImage(PlacedNetwork placed, int hemisphere)
    {
        _compareMask = placed.CompareMask;
        Array.Fill(_projections, Empty);
        for (var j = 0; j < placed.Network.Projections.Length; j++)
        {
            var source = placed.Network.Projections[j].Source.Value;
            var targets = placed.Circuits[placed.Network.Projections[j].Target.Value];
            var drivers = placed.Drivers[j][hemisphere];
            for (var target = 0; target < targets.Length; target++)
            {
                if (ChipGeometry.HemisphereOf(targets[target]) == hemisphere)
                {
                    for (var neuron = 0; neuron < drivers.Length; neuron++)
                    {
                        Write(drivers[neuron], targets[target], placed.Labels[source][neuron], j, (target * drivers.Length) + neuron);
                    }
                }
            }
        }
    }

    /// <summary>All synapses of one quadrant that an event on a bus reaches, by the comparisons that the silicon makes.</summary>
    /// <param name="bus">PADI bus 0..3.</param>
    /// <param name="label">Row select and synapse label.</param>
    /// <param name="quadrant">Quadrant of this half.</param>
    public IEnumerable<SynapseHit> Match(int bus, int label, int quadrant)
    {
        var firstColumn = (quadrant & 1) * ChipGeometry.ColumnsPerQuadrant;
        for (var index = 0; index < ChipGeometry.DriversPerBus; index++)
        {
            if (!AddressMatch.Driver(EventLabel.RowSelect(label), index, _compareMask))
            {
                continue;
            }

            var driver = ChipGeometry.DriverAt(bus, index);
            for (var column = 0; column < ChipGeometry.ColumnsPerQuadrant; column++)
            {
                var at = (driver * ChipGeometry.ColumnsPerHemisphere) + firstColumn + column;
                if (_projections[at] != Empty && AddressMatch.Synapse(EventLabel.Synapse(label), _labels[at]))
                {
                    yield return new SynapseHit(driver, column, _projections[at], _weights[at]);
                }
            }
        }
    }

    private void Write(int driver, int circuit, int label, int projection, int weight)
    {
        var at = (driver * ChipGeometry.ColumnsPerHemisphere) + ChipGeometry.HemisphereColumnOf(circuit);
        if (_projections[at] != Empty)
        {
            throw new InvalidOperationException(
                $"Driver {driver}, circuit {circuit} already holds a synapse of projection {_projections[at]}: placement assigned it twice.");
        }

        _labels[at] = (byte)EventLabel.Synapse(label);
        _projections[at] = projection;
        _weights[at] = weight;
    }
}

/// <summary>A signed synapse that an event reaches.</summary>
/// <param name="Driver">Driver of its row pair.</param>
/// <param name="Column">Column of the quadrant.</param>
/// <param name="Projection">Projection that its weight belongs to.</param>
/// <param name="Weight">Index into the projection's weights.</param>
internal readonly record struct SynapseHit(int Driver, int Column, int Projection, int Weight);
