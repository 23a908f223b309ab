namespace Bss2.Trainer.Training;

/// <summary>An evaluation of the test or validation set, then the runs behind the pictures where they are due.</summary>
/// <param name="task">What is trained.</param>
/// <param name="split">Which set.</param>
/// <param name="epoch">Epochs trained so far.</param>
/// <param name="draws">Whether pictures are due; the task asks for some then.</param>
/// <param name="clock">What measures the evaluation.</param>
internal sealed class TestRun(TrainingTask task, PassSplit split, int epoch, bool draws, TimeProvider clock)
{
    private readonly TestPass _test = new(task, split, epoch, draws && task.Snapshot!.TestOutputs);
    private readonly long _start = clock.GetTimestamp();
    private SnapshotPass? _pictures;

    /// <summary>The next batch, or null after the last.</summary>
    public BatchJob? Next()
    {
        if (_pictures is null)
        {
            if (_test.Next() is { } batch)
            {
                return batch;
            }

            _test.Complete(task.Model.WeightTerms(null), clock.GetElapsedTime(_start).TotalSeconds);
            if (!draws)
            {
                return null;
            }

            _pictures = new SnapshotPass(task, epoch);
        }

        return _pictures.Next();
    }

    public void Add(ChunkWork work)
    {
        if (_pictures is null)
        {
            _test.Add(work);
        }
        else
        {
            _pictures.Add(work);
        }
    }

    /// <param name="learningRate">Rate that the last epoch was trained with.</param>
    public Tested Result(double learningRate) => _test.Result(learningRate);

    /// <summary>[sample, class] of the whole set.</summary>
    public TestScores Scores() => _test.Scores();

    /// <summary>The pictures' data, where they were due.</summary>
    /// <param name="scores">Of this run.</param>
    public Snapshot? Pictures(TestScores scores) => _pictures?.Result(scores, _test.Hidden());
}
