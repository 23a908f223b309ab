using Bss2.Messages.Identity;
using Bss2.Messages.Spikes;

namespace Bss2.Messages.Experiment;

/// <summary>Event: what was recorded while a block ran.</summary>
/// <param name="Id">Identity of the block, as in its command.</param>
/// <param name="FirstSample">Position of the block's first sample in its batch.</param>
/// <param name="Spikes">For each population that records spikes: logical neuron indices, ticks on the 8 ns grid.</param>
/// <param name="Cadc">For each population and hemisphere that the column ADC samples.</param>
/// <param name="Madc">For each neuron that a membrane ADC samples, by population, then neuron.</param>
/// <param name="Health">Event losses.</param>
public sealed record BlockRecording(BlockId Id, int FirstSample, PopulationSpikes[] Spikes, CadcTrace[] Cadc, MadcTrace[] Madc, BlockHealth Health)
{
    /// <summary>In matrix-multiply mode, results of the integrator populations that ran, in the order of the network. Empty in spiking runs.</summary>
    public PopulationVectors[] Results { get; init; } = [];
}

/// <summary>Event: a block could not be run. No number of it may be used.</summary>
public sealed record BlockFailed(BlockId Id, int FirstSample, string Reason);

/// <summary>Samples of the column ADC for the neurons of one population on one hemisphere; all columns share a time stamp.</summary>
/// <param name="Population">The population.</param>
/// <param name="Neurons">[neurons], logical indices.</param>
/// <param name="PointCount">Samples per run.</param>
/// <param name="Ticks">[sample, point], 4 ns ticks since the start of the run.</param>
/// <param name="Codes">[sample, point, neuron], code − 128, i.e. −128..127.</param>
public sealed record CadcTrace(PopulationId Population, int[] Neurons, int PointCount, int[] Ticks, sbyte[] Codes);

/// <summary>Counts over a block, as the chip's drop counters give them.</summary>
/// <param name="InputEvents">Events that entered from the FPGA.</param>
/// <param name="OutputEvents">Spikes that left the neurons.</param>
/// <param name="DroppedEvents">Events lost in full queues or without a route.</param>
public sealed record BlockHealth(long InputEvents, long OutputEvents, long DroppedEvents);
