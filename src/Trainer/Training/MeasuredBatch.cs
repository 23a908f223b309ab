using Bss2.Messages.Experiment;
using Bss2.Messages.Spikes;

namespace Bss2.Trainer.Training;

/// <summary>Recordings of consecutive samples of a batch, put together in sample order whatever the blocks were.</summary>
/// <param name="Spikes">For each recorded population; sample s of the spike batch is position <c>FirstSample + s</c> of the batch.</param>
/// <param name="Cadc">For each recorded population and hemisphere; [sample, point, neuron].</param>
/// <param name="Madc">For each neuron that a membrane ADC samples; [sample, point].</param>
public sealed record MeasuredBatch(PopulationSpikes[] Spikes, CadcTrace[] Cadc, MadcTrace[] Madc)
{
    /// <summary>In matrix-multiply mode, for each integrator population of all stages: [sample, vector, neuron]. Empty in spiking runs.</summary>
    public PopulationVectors[] Results { get; init; } = [];

    /// <summary>Position in the batch of the first sample that is held here; see <see cref="Chunk.MeasuredSample"/>.</summary>
    public int FirstSample { get; init; }
}
