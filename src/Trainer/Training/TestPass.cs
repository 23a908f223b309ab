using Bss2.Messages.Identity;
using Bss2.Trainer.Data;

namespace Bss2.Trainer.Training;

/// <summary>One evaluation of the test or validation set, batch by batch; noise depends on positions in the whole set, so batches and blocks leave no trace.</summary>
/// <param name="task">What is trained.</param>
/// <param name="split">Which set.</param>
/// <param name="epoch">Epochs trained so far.</param>
/// <param name="wantsHidden">Whether what the hidden layers did is kept.</param>
internal sealed class TestPass(TrainingTask task, PassSplit split, int epoch, bool wantsHidden)
{
    private readonly Dataset _data = split == PassSplit.Validation ? task.Validation! : task.Test;
    private readonly RunKey _key = new(task.Seed, split == PassSplit.Validation ? RunPhase.Validate : RunPhase.Test, epoch);
    private readonly List<ChunkOutcome> _outcomes = [];
    private int _first;
    private double _loss;
    private long _correct;
    private long _hidden;
    private double _seconds;

    /// <summary>The next batch, or null after the last.</summary>
    public BatchJob? Next()
    {
        if (_first == _data.Count)
        {
            return null;
        }

        var job = Batches.Stretch(_data, _first, task.BatchSize, _first, _key) with { WantsHidden = wantsHidden };
        _first += job.Samples.Length;
        return job;
    }

    public void Add(ChunkWork work)
    {
        foreach (var outcome in work.Outcomes)
        {
            _loss += outcome.Loss;
            _correct += outcome.Correct;
            _hidden += outcome.HiddenSpikes;
            _outcomes.Add(outcome);
        }
    }

    public void Complete(double weightTerms, double seconds)
    {
        _loss = (_loss / _data.Count) + weightTerms;
        _seconds = seconds;
    }

    public Tested Result(double learningRate) => new(
        epoch, _loss, task.Score == ScoreKind.Classification ? (double)_correct / _data.Count : null, (double)_hidden / _data.Count, _seconds)
    {
        Split = split,
        LearningRate = learningRate,
    };

    /// <summary>[sample, class] of the whole set.</summary>
    public TestScores Scores() => new(split, epoch, [.. _outcomes.SelectMany(o => o.Scores)], _data.Labels) { Counts = BatchTotals.SumCounts(_outcomes) };

    /// <summary>[sample, …] of the whole set, where it was wanted.</summary>
    public double[] Hidden() => [.. _outcomes.SelectMany(o => o.Hidden)];
}
