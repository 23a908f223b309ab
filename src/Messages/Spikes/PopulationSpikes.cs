using Bss2.Messages.Identity;

namespace Bss2.Messages.Spikes;

/// <summary>Spikes of one population; labels are logical neuron indices.</summary>
public sealed record PopulationSpikes(PopulationId Population, SpikeBatch Spikes);
