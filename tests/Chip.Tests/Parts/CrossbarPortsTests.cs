using Bss2.Chip.Parts;

namespace Bss2.Chip.Tests.Parts;

public sealed class CrossbarPortsTests
{
    [Fact]
    public void The_crossbar_has_76_nodes() =>
        Assert.Equal(76, Enumerable.Range(0, CrossbarPorts.Inputs).Sum(i => Enumerable.Range(0, CrossbarPorts.Outputs).Count(o => CrossbarPorts.NodeExists(i, o))));

    [Theory]
    [InlineData(0, "X...X...X...")]
    [InlineData(3, "...X...X...X")]
    [InlineData(4, "X...X...X...")]
    [InlineData(7, "...X...X...X")]
    [InlineData(8, "XXXXXXXXX...")]
    [InlineData(11, "XXXXXXXX...X")]
    [InlineData(12, "X.......X...")]
    [InlineData(15, "...X.......X")]
    [InlineData(16, "....X...X...")]
    [InlineData(19, ".......X...X")]
    public void Each_input_reaches_the_outputs_of_the_published_table(int input, string row) =>
        Assert.Equal(row, string.Concat(Enumerable.Range(0, CrossbarPorts.Outputs).Select(o => CrossbarPorts.NodeExists(input, o) ? 'X' : '.')));

    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(31, 0, 31, 0)]
    [InlineData(32, 0, 32, 1)]
    [InlineData(127, 0, 127, 3)]
    [InlineData(128, 1, 0, 4)]
    [InlineData(256, 2, 0, 0)]
    [InlineData(511, 3, 127, 7)]
    public void A_circuit_has_one_quadrant_column_and_event_output(int circuit, int quadrant, int column, int output)
    {
        Assert.Equal(quadrant, ChipGeometry.QuadrantOf(circuit));
        Assert.Equal(column, ChipGeometry.ColumnOf(circuit));
        Assert.Equal(output, ChipGeometry.EventOutputOf(circuit));
        Assert.Equal(circuit, ChipGeometry.CircuitOf(quadrant, column));
    }

    [Fact]
    public void Each_bus_of_a_half_has_32_drivers_at_indices_0_to_31()
    {
        for (var driver = 0; driver < ChipGeometry.DriversPerHemisphere; driver++)
        {
            Assert.Equal(driver, ChipGeometry.DriverAt(ChipGeometry.BusOf(driver), ChipGeometry.IndexOnBus(driver)));
            Assert.InRange(ChipGeometry.IndexOnBus(driver), 0, ChipGeometry.DriversPerBus - 1);
        }
    }

    [Fact]
    public void Labels_hold_their_fields()
    {
        var neuron = EventLabel.ForNeuron(eventOutput: 6, page: 2, synapse: 45);
        Assert.Equal((2, 6, 45), (EventLabel.Channel(neuron), EventLabel.EventOutput(neuron), EventLabel.Synapse(neuron)));
        Assert.Equal((6 << 2) | 2, EventLabel.RowSelect(neuron));
        var input = EventLabel.ForInput(channel: 3, EventLabel.HemisphereBit(1), page: 1, synapse: 63);
        Assert.Equal(0xC000 | 0x1000 | 0x40 | 63, input);
    }
}
