using Bss2.Chip.Randomness;
using Bss2.Messages.Experiment;
using Bss2.Messages.Spikes;
using Bss2.Messages.Units;
using Bss2.Trainer.Data;
using Bss2.Trainer.Numerics;
using Bss2.Trainer.Training;

namespace Bss2.Trainer.Tests.Training;

/// <summary>Least squares in float64 with an offset in float32: score = w · features + offset against the label. For the model backend alone.</summary>
internal class WideModel : TrainableModel
{
    public WideModel(ulong seed)
    {
        var key = StreamKey.ForSeed(seed, NoisePurpose.InitialWeights);
        for (var k = 0; k < Weight.Count; k++)
        {
            Weight.Values[k] = 0.5 * Gaussian.Next(key, (uint)k);
        }
    }

    /// <summary>[feature].</summary>
    public Parameter<double> Weight { get; } = new("weight", [YinYangDataset.FeatureCount]);

    public Parameter<float> Offset { get; } = new("offset", [1]);

    public override IReadOnlyList<Parameter> Parameters => [Weight, Offset];

    public override NetworkSpec? Network => null;

    public override HardwareTicks Duration => throw new NotSupportedException();

    public override ProjectionWeights[] HardwareWeights() => throw new NotSupportedException();

    public override PopulationSpikes[] EncodeForChip(Dataset data, ReadOnlySpan<int> samples) => throw new NotSupportedException();

    public override object CreateWorkspace() => new();

    public override double WeightTerms(GradientBuffer? gradients) => 0;

    public override ChunkOutcome RunChunk(object workspace, Chunk chunk, GradientBuffer? gradients)
    {
        gradients?.Clear();
        var (loss, correct, scores) = (0.0, 0, new double[chunk.Count]);
        for (var k = 0; k < chunk.Count; k++)
        {
            var sample = chunk.Samples[chunk.First + k];
            var features = chunk.Data[sample];
            double score = Offset.Values[0];
            for (var f = 0; f < features.Length; f++)
            {
                score += Weight.Values[f] * features[f];
            }

            var error = score - chunk.Data.Labels[sample];
            loss += error * error;
            correct += Math.Abs(error) < 0.5 ? 1 : 0;
            scores[k] = score;
            for (var f = 0; gradients is not null && f < features.Length; f++)
            {
                gradients.Find(Weight)![f] += 2 * error * features[f] / chunk.Samples.Length;
            }

            if (gradients is not null)
            {
                gradients.Find(Offset)![0] += (float)(2 * error / chunk.Samples.Length);
            }
        }

        return new ChunkOutcome(loss, correct, 0, scores);
    }
}
