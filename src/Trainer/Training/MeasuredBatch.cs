using Bss2.Messages.Experiment;
using Bss2.Messages.Spikes;

namespace Bss2.Trainer.Training;

/// <summary>All recordings of one batch, put together in sample order whatever the blocks were.</summary>
/// <param name="Spikes">For each recorded population; sample s of the batch is sample s of the spike batch.</param>
/// <param name="Cadc">For each recorded population and hemisphere; [sample, point, neuron] over the whole batch.</param>
/// <param name="Madc">For each neuron that a membrane ADC samples; [sample, point] over the whole batch.</param>
public sealed record MeasuredBatch(PopulationSpikes[] Spikes, CadcTrace[] Cadc, MadcTrace[] Madc);
