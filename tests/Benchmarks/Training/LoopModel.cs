using Bss2.Messages.Experiment;
using Bss2.Messages.Spikes;
using Bss2.Messages.Units;
using Bss2.Trainer.Data;
using Bss2.Trainer.Numerics;
using Bss2.Trainer.Training;

namespace Bss2.Benchmarks.Training;

/// <summary>A model that computes next to nothing, so that what its training costs is the loop's own: one float64 weight for each feature, drawn towards the samples' mean.</summary>
internal sealed class LoopModel : TrainableModel
{
    private readonly Parameter<double> _weight = new("weight", [4]);

    public override IReadOnlyList<Parameter> Parameters => [_weight];

    public override NetworkSpec? Network => null;

    public override HardwareTicks Duration => default;

    public override ProjectionWeights[] HardwareWeights() => [];

    public override PopulationSpikes[] EncodeForChip(Dataset data, ReadOnlySpan<int> samples) => [];

    public override object CreateWorkspace() => this;

    public override double WeightTerms(GradientBuffer? gradients) => 0;

    public override ChunkOutcome RunChunk(object workspace, Chunk chunk, GradientBuffer? gradients)
    {
        var loss = 0.0;
        gradients?.Clear();
        var slopes = gradients?.Find(_weight);
        for (var k = 0; k < chunk.Count; k++)
        {
            var features = chunk.Data[chunk.Samples[chunk.First + k]];
            for (var f = 0; f < features.Length; f++)
            {
                var error = _weight.Values[f] - features[f];
                loss += error * error;
                if (slopes is not null)
                {
                    slopes[f] += 2 * error / chunk.Samples.Length;
                }
            }
        }

        return new ChunkOutcome(loss, 0, 0, new double[chunk.Count]);
    }
}
