using Bss2.Trainer.Learning;

namespace Bss2.Trainer.Training;

/// <summary>The end of an update: gradients of the chunks are summed in chunk order, terms of the weights alone are added, and the optimiser steps.</summary>
internal sealed class Optimisation
{
    private readonly TrainingTask _task;
    private readonly StepLR _schedule;
    private readonly Optimiser _optimiser;

    public Optimisation(TrainingTask task, OptimiserState? state)
    {
        _task = task;
        _schedule = new StepLR(task.LearningRate, task.LearningRateStepEpochs, task.LearningRateFactor);
        _optimiser = new Adam(task.Model.Parameters, task.LearningRate);
        if (state is not null)
        {
            _optimiser.Restore(state);
        }
    }

    /// <summary>Learning rate of an epoch, 0-based.</summary>
    public double LearningRate(int epoch) => _schedule.At(epoch);

    /// <summary>Applies a batch's gradients. Means over the batch: loss with all its terms, accuracy, hidden spikes of a sample. Without a finite loss nothing is applied.</summary>
    public (double Loss, double Accuracy, double HiddenSpikesPerSample) Update(ChunkWork work, double learningRate)
    {
        var total = GradientSum.IntoFirst(work.Buffers!, work.Chunks.Length);
        var (loss, correct, hidden) = (0.0, 0L, 0L);
        foreach (var outcome in work.Outcomes)
        {
            loss += outcome.Loss;
            correct += outcome.Correct;
            hidden += outcome.HiddenSpikes;
        }

        double n = work.Job.Samples.Length;
        loss = (loss / n) + _task.Model.WeightTerms(total);
        if (double.IsFinite(loss))
        {
            _optimiser.LearningRate = learningRate;
            _optimiser.Step(total);
        }

        return (loss, correct / n, hidden / n);
    }

    /// <summary>A copy of the optimiser's state.</summary>
    public OptimiserState State() => _optimiser.Capture();
}
