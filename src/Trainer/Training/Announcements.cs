using Bss2.Actors.Runtime;

namespace Bss2.Trainer.Training;

/// <summary>What a training says of itself: some of it to its listener alone, the rest to the recorder first.</summary>
internal sealed class Announcements(TrainerSetup setup, ActorRef trainer)
{
    private readonly TrainableModel _model = setup.Task.Model;

    /// <summary>To the listener.</summary>
    public void Tell(object happened) => setup.Listener.Tell(happened, trainer);

    /// <summary>To the recorder and the listener.</summary>
    public void Publish(object happened)
    {
        setup.Recorder?.Tell(happened, trainer);
        Tell(happened);
    }

    /// <summary>What the model has to say of an update.</summary>
    public void Update(BatchTotals totals)
    {
        Series(totals.Epoch, totals.Batch, _model.SeriesOfUpdate(totals));
        if (setup.Remarks && _model.Remarks(totals).ToArray() is { Length: > 0 } lines)
        {
            Tell(new Remarked(totals.Epoch, totals.Batch, lines));
        }
    }

    /// <summary>An evaluation, with what the model has to say of it.</summary>
    public void Test(Tested tested, TestScores scores)
    {
        Publish(tested);
        Series(tested.Epoch, null, _model.SeriesOfTest(scores));
    }

    private void Series(int epoch, int? batch, IEnumerable<KeyValuePair<string, double>> series)
    {
        if (series.ToArray() is { Length: > 0 } values)
        {
            Publish(new SeriesAdded(epoch, batch, values));
        }
    }
}
