using Bss2.Messages.Experiment;
using Bss2.Messages.Spikes;

namespace Bss2.Trainer.Training;

/// <summary>What enters a chip for a block of samples in one stage.</summary>
/// <param name="Spikes">Spikes of each input population, in spiking mode.</param>
/// <param name="Vectors">Activations of the stage's input populations, in matrix-multiply mode.</param>
internal sealed record ChipInput(PopulationSpikes[] Spikes, PopulationVectors[] Vectors);
