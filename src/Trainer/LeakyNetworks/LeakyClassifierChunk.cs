using Bss2.Trainer.Data;
using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.LeakyNetworks;

/// <summary>A thread's way from a dataset into a <see cref="LeakyClassifier"/>.</summary>
internal sealed class LeakyClassifierChunk(LeakyClassifier classifier)
{
    private float[] _input = [];
    private int[] _labels = [];

    /// <summary>What the last run left: output spikes, predictions, and the spikes of its last sample.</summary>
    public LeakyClassifierWorkspace Results { get; } = classifier.CreateWorkspace();

    /// <summary>Runs samples of a dataset.</summary>
    /// <param name="data">Where they come from.</param>
    /// <param name="samples">Their indices.</param>
    /// <param name="batchSize">Samples of the whole batch.</param>
    /// <param name="gradients">Overwritten with the gradients of these samples; null where none are wanted.</param>
    public ClassifierOutcome Run(Dataset data, ReadOnlySpan<int> samples, int batchSize, GradientBuffer? gradients)
    {
        var sources = data.FeatureCount;
        if (_labels.Length < samples.Length)
        {
            (_input, _labels) = (new float[samples.Length * sources], new int[samples.Length]);
        }

        for (var k = 0; k < samples.Length; k++)
        {
            data.Read(samples[k], _input.AsSpan(k * sources, sources));
            _labels[k] = data.Labels[samples[k]];
        }

        return classifier.Run(Results, _input.AsSpan(0, samples.Length * sources), _labels.AsSpan(0, samples.Length), batchSize, gradients);
    }
}
