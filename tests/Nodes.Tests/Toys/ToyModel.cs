using Bss2.Messages.Experiment;
using Bss2.Messages.Spikes;
using Bss2.Messages.Units;
using Bss2.Trainer.Data;
using Bss2.Trainer.Numerics;
using Bss2.Trainer.Training;

namespace Bss2.Nodes.Tests.Toys;

/// <summary>Softmax regression: three classes, four features.</summary>
internal sealed class ToyModel : TrainableModel
{
    private const int Classes = 3;
    private const int Features = 4;

    private readonly Parameter<float> _weights = new("readout", [Classes, Features]);
    private int _updates;

    public ToyModel(long seed)
    {
        for (var k = 0; k < _weights.Values.Length; k++)
        {
            _weights.Values[k] = (float)((((seed * 7) + (k * 13)) % 11) - 5) / 10;
        }
    }

    /// <summary>After so many updates no chunk runs before the task has ended.</summary>
    public (int Updates, Task Until)? Hold { get; init; }

    public override IReadOnlyList<Parameter> Parameters => [_weights];

    public override NetworkSpec? Network => null;

    public override HardwareTicks Duration => default;

    public override ProjectionWeights[] HardwareWeights() => [];

    public override PopulationSpikes[] EncodeForChip(Dataset data, ReadOnlySpan<int> samples) => [];

    public override object CreateWorkspace() => new();

    public override double WeightTerms(GradientBuffer? gradients) => 0;

    public override void AfterUpdate() => _updates++;

    public override ChunkOutcome RunChunk(object workspace, Chunk chunk, GradientBuffer? gradients)
    {
        if (Hold is { } hold && _updates >= hold.Updates)
        {
            hold.Until.GetAwaiter().GetResult();
        }

        gradients?.Clear();
        var scores = new float[chunk.Count * Classes];
        var (loss, correct) = (0.0, 0);
        for (var k = 0; k < chunk.Count; k++)
        {
            var sample = chunk.Samples[chunk.First + k];
            var shares = scores.AsSpan(k * Classes, Classes);
            Score(chunk.Data[sample], shares);
            var label = chunk.Data.Labels[sample];
            correct += shares.IndexOf(Math.Max(shares[0], Math.Max(shares[1], shares[2]))) == label ? 1 : 0;
            loss += Gradient(chunk, sample, shares, label, gradients);
        }

        return new ChunkOutcome(loss, correct, 5 * chunk.Count, Array.ConvertAll(scores, s => (double)s));
    }

    private void Score(ReadOnlySpan<double> features, Span<float> scores)
    {
        for (var c = 0; c < Classes; c++)
        {
            for (var f = 0; f < Features; f++)
            {
                scores[c] += _weights.Values[(c * Features) + f] * (float)features[f];
            }
        }
    }

    private double Gradient(Chunk chunk, int sample, ReadOnlySpan<float> scores, int label, GradientBuffer? gradients)
    {
        var sum = Math.Exp(scores[0]) + Math.Exp(scores[1]) + Math.Exp(scores[2]);
        for (var c = 0; gradients is not null && c < Classes; c++)
        {
            var slope = ((float)(Math.Exp(scores[c]) / sum) - (c == label ? 1 : 0)) / chunk.Samples.Length;
            for (var f = 0; f < Features; f++)
            {
                gradients.Find(_weights)![(c * Features) + f] += slope * (float)chunk.Data[sample][f];
            }
        }

        return Math.Log(sum) - scores[label];
    }
}
