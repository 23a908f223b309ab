using Bss2.Messages.Identity;

namespace Bss2.Messages.Spikes;

/// <summary>Kinds of places between which spikes travel on a chip.</summary>
public enum SpikePort
{
    /// <summary>From the FPGA into the crossbar, labels with channel in bits 15-14.</summary>
    HostToCrossbar = 0,

    /// <summary>From the neurons of a quadrant into the crossbar.</summary>
    NeuronsToCrossbar = 1,

    /// <summary>From the crossbar over the PADI buses of a hemisphere into a quadrant; the bus is in bits 15-14.</summary>
    CrossbarToSynapses = 2,

    /// <summary>From the crossbar to the FPGA.</summary>
    CrossbarToHost = 3,
}

/// <summary>Event: spikes of one window of one block arrive at a port.</summary>
/// <param name="Block">The block that the spikes belong to.</param>
/// <param name="Window">Number of the window in hardware time, 0-based; feed-forward networks use one window for a run.</param>
/// <param name="Port">Where the spikes are.</param>
/// <param name="Source">Index of the sender among its kind: quadrant 0..3, or input population.</param>
/// <param name="Spikes">The spikes; ticks since the start of the run, not of the window.</param>
public sealed record SpikeTransfer(BlockId Block, int Window, SpikePort Port, int Source, SpikeBatch Spikes);
