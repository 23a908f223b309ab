namespace Bss2.Chip.Parts;

/// <summary>
/// The 16 bit spike label (halco event.h): bits 15-14 FPGA channel; 13-0 neuron label, of which 10-6 select rows at the drivers and 5-0 are
/// compared by the synapses. Labels of on-chip neurons hold their event output in bits 10-8 and a free backend address in 7-0.
/// Labels from the FPGA use two of the bits that are free for crossbar filters: 13 = to the top half, 12 = to the bottom half.
/// </summary>
internal static class EventLabel
{
    /// <summary>Bits that the drivers and synapses see.</summary>
    public const int RowMask = 0x07FF;

    /// <summary>Bits that tell the event output of an on-chip neuron.</summary>
    public const int EventOutputMask = 0x0700;

    /// <summary>Distinct values of bus, row select and synapse label at a half.</summary>
    public const int BusEvents = 4 * (RowMask + 1);

    /// <summary>Marker: a neuron has no label since it never sends.</summary>
    public const int None = -1;

    /// <summary>Filter bit of a half in labels from the FPGA.</summary>
    public static int HemisphereBit(int hemisphere) => 0x2000 >> hemisphere;

    /// <summary>FPGA channel; on the way to the synapses, the PADI bus.</summary>
    public static int Channel(int label) => label >> 14;

    /// <summary>Row select, 0..31.</summary>
    public static int RowSelect(int label) => (label >> 6) & 31;

    /// <summary>Synapse label, 0..63.</summary>
    public static int Synapse(int label) => label & 63;

    /// <summary>Event output of an on-chip neuron, 0..7.</summary>
    public static int EventOutput(int label) => (label & EventOutputMask) >> 8;

    /// <summary>Label of an input that enters through <paramref name="channel"/>.</summary>
    public static int ForInput(int channel, int hemisphereBits, int page, int synapse) =>
        (channel << 14) | hemisphereBits | (page << 6) | synapse;

    /// <summary>Label of an on-chip neuron; its two free row select bits are <paramref name="page"/>.</summary>
    public static int ForNeuron(int eventOutput, int page, int synapse) =>
        ((eventOutput & 3) << 14) | (eventOutput << 8) | (page << 6) | synapse;

    /// <summary>Label of an event at the drivers of a half: the bus in bits 15-14, row select and synapse label below.</summary>
    public static int OnBus(int bus, int label) => (bus << 14) | (label & RowMask);

    /// <summary>Index of an event at the drivers of a half: bus, row select, synapse label.</summary>
    public static int BusEvent(int bus, int label) => (bus << 11) | (label & RowMask);

    /// <summary>Index of an event whose bits 15-14 are the bus.</summary>
    public static int BusEvent(int label) => BusEvent(Channel(label), label);
}
