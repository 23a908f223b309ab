using Bss2.Chip.Randomness;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;
using Bss2.Messages.Spikes;
using Bss2.Messages.Units;
using Bss2.Trainer.Data;
using Bss2.Trainer.Numerics;
using Bss2.Trainer.Training;

namespace Bss2.Trainer.Tests.Training;

/// <summary>A linear classifier of Yin-Yang's four features, small enough to follow by hand. On a chip its features are disturbed by what was recorded.</summary>
internal sealed class LinearModel : TrainableModel
{
    public const int Classes = 3;

    private readonly Parameter<float> _weight = new("weight", [Classes, YinYangDataset.FeatureCount]);

    /// <summary>Whether workspaces can be made.</summary>
    public bool HasWorkspaces { get; init; } = true;

    private int _passes;

    public LinearModel(ulong seed)
    {
        var key = StreamKey.ForSeed(seed, NoisePurpose.InitialWeights);
        for (var k = 0; k < _weight.Values.Length; k++)
        {
            _weight.Values[k] = (float)(0.5 * Gaussian.Next(key, (uint)k));
        }
    }

    /// <summary>Called with the count of each pass over a chunk, from 1, on the thread that is about to run it.</summary>
    public Action<int>? AtPass { get; init; }

    /// <summary>[class, feature].</summary>
    public Parameter<float> Weight => _weight;

    public override IReadOnlyList<Parameter> Parameters => [_weight];

    public override NetworkSpec? Network { get; } = new(
        [new PopulationSpec("input", PopulationKind.Input, 4), new PopulationSpec("output", PopulationKind.LeakyIntegrator, 3)],
        [new ProjectionSpec("weights", new PopulationId(0), new PopulationId(1))]);

    public override HardwareTicks Duration => new(1000);

    public override ProjectionWeights[] HardwareWeights() =>
        [new ProjectionWeights(0, [.. _weight.Values.Select(w => (sbyte)Math.Clamp(Math.Round(w * 20), -63, 63))])];

    public override PopulationSpikes[] EncodeForChip(Dataset data, ReadOnlySpan<int> samples)
    {
        var (offsets, ticks, labels) = (new int[samples.Length + 1], new List<int>(), new List<ushort>());
        for (var s = 0; s < samples.Length; s++)
        {
            var features = data[samples[s]];
            for (var f = 0; f < features.Length; f++)
            {
                ticks.Add(2 * (int)(features[f] * 400));
                labels.Add((ushort)f);
            }

            offsets[s + 1] = ticks.Count;
        }

        return [new PopulationSpikes(new PopulationId(0), new SpikeBatch(offsets, [.. ticks], [.. labels]))];
    }

    public override object CreateWorkspace() => HasWorkspaces ? new double[Classes] : throw new InvalidOperationException("The workspace was told to fail.");

    public override ChunkOutcome RunChunk(object workspace, Chunk chunk, GradientBuffer? gradients)
    {
        AtPass?.Invoke(Interlocked.Increment(ref _passes));
        var logits = (double[])workspace;
        gradients?.Clear();
        var (loss, correct, hidden, scores) = (0.0, 0, 0L, new double[chunk.Count * Classes]);
        Span<double> features = stackalloc double[YinYangDataset.FeatureCount];
        for (var k = 0; k < chunk.Count; k++)
        {
            var sample = chunk.Samples[chunk.First + k];
            FeaturesOf(chunk, k, features);
            hidden += chunk.Measured is null ? 1 : SpikesOf(chunk.Measured.Spikes[0].Spikes, chunk.MeasuredSample(k));
            var (total, best) = (0.0, 0);
            for (var c = 0; c < Classes; c++)
            {
                logits[c] = 0;
                for (var f = 0; f < features.Length; f++)
                {
                    logits[c] += _weight.Values[(c * features.Length) + f] * features[f];
                }

                scores[(k * Classes) + c] = (float)logits[c];
                best = logits[c] > logits[best] ? c : best;
                total += PortableMath.Exp(logits[c]);
            }

            var label = chunk.Data.Labels[sample];
            loss += PortableMath.Log(total) - logits[label];
            correct += best == label ? 1 : 0;
            for (var c = 0; gradients is not null && c < Classes; c++)
            {
                var error = (PortableMath.Exp(logits[c]) / total) - (c == label ? 1 : 0);
                for (var f = 0; f < features.Length; f++)
                {
                    gradients.Find(_weight)![(c * features.Length) + f] += (float)(error * features[f] / chunk.Samples.Length);
                }
            }
        }

        return new ChunkOutcome(loss, correct, hidden, scores);
    }

    public override double WeightTerms(GradientBuffer? gradients) => 0.001 * _weight.Values[0];

    public override SampleTrace? TraceSample(object workspace, Chunk chunk) =>
        new([1, 2], [0, 1], [chunk.Origin], [7], [0, 2, 4], [.. Enumerable.Range(0, 9).Select(k => k + _weight.Values[0])]);

    private static void FeaturesOf(Chunk chunk, int k, Span<double> features)
    {
        chunk.Data[chunk.Samples[chunk.First + k]].CopyTo(features);
        if (chunk.Measured is { } measured)
        {
            var cadc = measured.Cadc[0];
            for (var f = 0; f < features.Length; f++)
            {
                features[f] += 0.01 * cadc.Codes[(chunk.MeasuredSample(k) * cadc.PointCount) + f];
            }
        }
    }

    private static int SpikesOf(SpikeBatch batch, int sample)
    {
        var sum = 0;
        for (var k = batch.SampleOffsets[sample]; k < batch.SampleOffsets[sample + 1]; k++)
        {
            sum += batch.Labels[k];
        }

        return sum;
    }
}
