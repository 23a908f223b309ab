using Bss2.Messages.Experiment;
using Bss2.Messages.Spikes;
using Bss2.Messages.Units;
using Bss2.Trainer.Data;
using Bss2.Trainer.Numerics;
using Bss2.Trainer.Training;

namespace Bss2.Trainer.LeakyNetworks;

/// <summary>
/// <see cref="LeakyClassifier"/> as the trainer sees it. Features are constant currents; the loss is Σₜ CE of the output membranes, the prediction the class with the most output
/// spikes, the first of equals, and scores are those counts. It runs on the model backend alone.
/// </summary>
internal sealed class LeakyClassifierModel : TrainableModel
{
    // What ChunkOutcome.Counts hold, as means over samples in series.csv. Hidden spikes stand in the metrics anyway, and are counted here too so that all of it is in one place.
    private static readonly string[] CountNames = ["hiddenSpikesPerSample", "outputSpikesPerSample", "synapticOperationsPerSample", "multiplyAccumulatesPerSample"];

    private readonly LeakyClassifier _classifier;
    private readonly Dataset? _examples;

    /// <param name="options">Sizes and neurons.</param>
    /// <param name="seed">Seed of the initial weights.</param>
    /// <param name="examples">Samples whose runs are kept for pictures; null for none.</param>
    public LeakyClassifierModel(LeakyClassifierOptions options, ulong seed, Dataset? examples = null)
    {
        (_classifier, _examples) = (new LeakyClassifier(options, seed), examples);
        Parameters = _classifier.Parameters;
    }

    public override IReadOnlyList<Parameter> Parameters { get; }

    // Two chunks of the tutorial's batch of 128: one for each of two cores, and products that are still large enough to be fast.
    public override int ChunkSize => 64;

    public override NetworkSpec? Network => null;

    public override HardwareTicks Duration => default;

    public override ProjectionWeights[] HardwareWeights() => [];

    public override PopulationSpikes[] EncodeForChip(Dataset data, ReadOnlySpan<int> samples) => [];

    public override void TakeParameters() => _classifier.Pack();

    public override object CreateWorkspace() => new LeakyClassifierChunk(_classifier);

    public override ChunkOutcome RunChunk(object workspace, Chunk chunk, GradientBuffer? gradients)
    {
        var own = (LeakyClassifierChunk)workspace;
        var outcome = own.Run(chunk.Data, chunk.Samples.AsSpan(chunk.First, chunk.Count), chunk.Samples.Length, gradients);
        var scores = Array.ConvertAll(own.Results.OutputSpikes.ToArray(), count => (double)count);
        return new ChunkOutcome(outcome.Loss, outcome.Correct, outcome.Hidden.Spikes, scores)
        {
            Counts = [outcome.Hidden.Spikes, outcome.Output.Spikes, outcome.Output.SynapticOperations, outcome.Hidden.MultiplyAccumulates],
        };
    }

    public override double WeightTerms(GradientBuffer? gradients) => 0;

    public override IEnumerable<KeyValuePair<string, double>> SeriesOfUpdate(BatchTotals totals)
    {
        ArgumentNullException.ThrowIfNull(totals);
        return Means(totals.Counts, totals.Samples);
    }

    public override IEnumerable<KeyValuePair<string, double>> SeriesOfTest(TestScores scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        return Means(scores.Counts, scores.Labels.Length);
    }

    public override IEnumerable<NpyArray> Pictures() => _examples is null ? [] : LeakyClassifierPictures.Of(_classifier, _examples);

    private static IEnumerable<KeyValuePair<string, double>> Means(long[] counts, int samples) =>
        CountNames.Select((name, k) => KeyValuePair.Create(name, (double)counts[k] / samples));
}
