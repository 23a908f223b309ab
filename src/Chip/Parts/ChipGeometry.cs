namespace Bss2.Chip.Parts;

/// <summary>
/// Counts and coordinates of one HICANN-X v3 chip (halco: chip.h, neuron.h, synapse.h, synapse_driver.h, padi.h).
/// Atomic circuits count 0..511: row 0 (top half) columns 0..255, then row 1 (bottom half).
/// Quadrants count 0 = top left, 1 = top right, 2 = bottom left, 3 = bottom right.
/// </summary>
public static class ChipGeometry
{
    /// <summary>Halves of the chip: 0 = top, 1 = bottom. Each has its own synapse array, drivers and column ADC.</summary>
    public const int Hemispheres = 2;

    /// <summary>Quadrants of the chip.</summary>
    public const int Quadrants = 4;

    /// <summary>Neuron circuits of the chip.</summary>
    public const int Circuits = 512;

    /// <summary>Synapse columns, and neuron circuits, of a half.</summary>
    public const int ColumnsPerHemisphere = 256;

    /// <summary>Synapse columns, and neuron circuits, of a quadrant.</summary>
    public const int ColumnsPerQuadrant = 128;

    /// <summary>Synapse drivers of a half; each drives two rows, one inhibitory and one excitatory for a signed weight.</summary>
    public const int DriversPerHemisphere = 128;

    /// <summary>PADI buses of a half.</summary>
    public const int BusesPerHemisphere = 4;

    /// <summary>Drivers on one PADI bus.</summary>
    public const int DriversPerBus = DriversPerHemisphere / BusesPerHemisphere;

    /// <summary>Neuron event outputs: 0..3 left, 4..7 right; each serves 32 columns of both halves.</summary>
    public const int EventOutputs = 8;

    /// <summary>Columns that share a neuron event output.</summary>
    public const int ColumnsPerEventOutput = 32;

    /// <summary>Channels between FPGA and crossbar, each way.</summary>
    public const int LinkChannels = 4;

    /// <summary>Largest magnitude of a 6 bit weight.</summary>
    public const int MaximumWeight = 63;

    /// <summary>Distinct 6 bit synapse labels.</summary>
    public const int SynapseLabels = 64;

    /// <summary>Name of a half for messages to people.</summary>
    public static string HemisphereName(int hemisphere) => hemisphere == 0 ? "top" : "bottom";

    /// <summary>Half of an atomic circuit.</summary>
    public static int HemisphereOf(int circuit) => circuit >> 8;

    /// <summary>Quadrant of an atomic circuit.</summary>
    public static int QuadrantOf(int circuit) => circuit >> 7;

    /// <summary>Column of an atomic circuit within its quadrant, 0..127.</summary>
    public static int ColumnOf(int circuit) => circuit & 127;

    /// <summary>Column of an atomic circuit within its half, 0..255.</summary>
    public static int HemisphereColumnOf(int circuit) => circuit & 255;

    /// <summary>Atomic circuit of a quadrant's column.</summary>
    public static int CircuitOf(int quadrant, int column) => (quadrant << 7) | column;

    /// <summary>Half of a quadrant.</summary>
    public static int HemisphereOfQuadrant(int quadrant) => quadrant >> 1;

    /// <summary>Neuron event output through which an atomic circuit's spikes leave, 0..7.</summary>
    public static int EventOutputOf(int circuit) => ((circuit >> 7) & 1) * 4 + ((circuit & 127) / ColumnsPerEventOutput);

    /// <summary>PADI bus of a driver, 0..3.</summary>
    public static int BusOf(int driver) => driver % BusesPerHemisphere;

    /// <summary>Index of a driver on its bus, 0..31: what the row select of an event is compared with.</summary>
    public static int IndexOnBus(int driver) => driver / BusesPerHemisphere;

    /// <summary>Driver at an index on a bus.</summary>
    public static int DriverAt(int bus, int index) => (index * BusesPerHemisphere) + bus;

    /// <summary>Row that takes the magnitude of negative weights.</summary>
    public static int InhibitoryRowOf(int driver) => 2 * driver;

    /// <summary>Row that takes positive weights.</summary>
    public static int ExcitatoryRowOf(int driver) => (2 * driver) + 1;
}
