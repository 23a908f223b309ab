using Bss2.Messages.Identity;

namespace Bss2.Messages.Spikes;

/// <summary>Event: spikes of a population are under way from its chip to another chip of the rack.</summary>
/// <param name="Block">The block that they belong to. They are a function of run, block and configuration; the attempt does not matter.</param>
/// <param name="ConfigurationVersion">The <see cref="Experiment.RackConfiguration"/> that the block runs with.</param>
/// <param name="TargetChip">Index of the chip that they reach.</param>
/// <param name="Spikes">The population in the whole network, and its spikes as they arrive: after delay and jitter, on the 8 ns grid (even ticks).</param>
public sealed record LinkSpikes(BlockId Block, int ConfigurationVersion, int TargetChip, PopulationSpikes Spikes);
