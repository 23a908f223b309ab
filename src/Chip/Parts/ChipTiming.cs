using Bss2.Messages.Units;

namespace Bss2.Chip.Parts;

/// <summary>Delays and rates on the way of an event, in ticks of the 250 MHz chip clock (4 ns).</summary>
/// <remarks>
/// The link from the FPGA takes a few 100 ns (comments in grenade's realtime executor), but what starts the column ADCs takes the same way as the
/// spikes, and both sides keep one system time: the latency moves a run as a whole, and no recording shows it. What remains visible between an input
/// and the stamp of an output is the loop on the chip: jaxsnn's BSS-2 example corrects spike times by 80 ns and by nothing else.
/// </remarks>
internal static class ChipTiming
{
    /// <summary>Threshold crossing to the label at the neuron's event output: 0.05 us, the next whole tick. Estimate.</summary>
    public const int LabelOutTicks = 13;

    /// <summary>Threshold crossing to the synapses, without waiting in queues, 0.08 us: the correction that jaxsnn's BSS-2 example applies to spike times.</summary>
    public const int OnChipLoopTicks = 20;

    /// <summary>Crossbar to synapses: the rest of the on-chip loop.</summary>
    public const int CrossbarToSynapsesTicks = OnChipLoopTicks - LabelOutTicks;

    /// <summary>
    /// Stamp of a spike on one chip of a rack to its injection into another, 1.2 us. Estimate; measured are less than 1.3 us over four hops through three
    /// FPGAs at all rates (arXiv 2512.03781).
    /// </summary>
    public const int ChipToChipTicks = 300;

    /// <summary>Sigma of the jitter on that way, 0.05 us. Estimate.</summary>
    public const double ChipToChipJitterTicks = 12.5;

    /// <summary>A PADI bus carries one event per chip clock.</summary>
    public const int BusServiceTicks = 1;

    /// <summary>A neuron event output carries one event per chip clock.</summary>
    public const int NeuronOutputServiceTicks = 1;

    /// <summary>A channel to the FPGA carries one event per FPGA clock (8 ns).</summary>
    public const int LinkServiceTicks = HardwareTicks.PerFpgaClock;

    /// <summary>Events that wait before a bus, neuron output or link, the one in service included. Estimate.</summary>
    public const int QueueDepth = 8;

    /// <summary>Spikes in one FPGA instruction (haldls event.h: pack-1, pack-2, pack-3).</summary>
    public const int EventsPerFpgaInstruction = 3;
}
