using Bss2.Messages.Identity;

namespace Bss2.Trainer.Training;

/// <summary>One evaluation of the test set, batch by batch; noise depends on positions in the whole set, so batches and blocks leave no trace.</summary>
internal sealed class TestPass(TrainingTask task, int epoch)
{
    private readonly RunKey _key = new(task.Seed, RunPhase.Test, epoch);
    private int _first;
    private double _loss;
    private long _correct;
    private long _hidden;
    private double _seconds;

    /// <summary>The next batch, or null after the last.</summary>
    public BatchJob? Next()
    {
        if (_first == task.Test.Count)
        {
            return null;
        }

        var job = Batches.Stretch(task.Test, _first, task.BatchSize, _first, _key);
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
        }
    }

    public void Complete(double weightTerms, double seconds)
    {
        _loss = (_loss / task.Test.Count) + weightTerms;
        _seconds = seconds;
    }

    public Tested Result(double learningRate) =>
        new(epoch, _loss, (double)_correct / task.Test.Count, (double)_hidden / task.Test.Count, _seconds) { LearningRate = learningRate };
}
