using Bss2.Trainer.Learning;

namespace Bss2.Trainer.Training;

/// <summary>
/// The end of an update: gradients of the chunks are summed in chunk order, terms of the weights alone are added, and the optimiser steps unless the model
/// has a step of its own.
/// </summary>
internal sealed class Optimisation
{
    private readonly TrainingTask _task;
    private Optimiser _optimiser;
    private (int Epoch, double Rate) _rate = (-1, 0);

    public Optimisation(TrainingTask task, OptimiserState? state)
    {
        _task = task;
        _optimiser = task.Optimiser.Create(task.Model.Parameters, task.LearningRate.At(0));
        if (state is not null)
        {
            _optimiser.Restore(state);
        }
    }

    /// <summary>Learning rate of an epoch, 0-based.</summary>
    public double LearningRate(int epoch)
    {
        if (_rate.Epoch != epoch)
        {
            _rate = (epoch, RateAt(epoch));
        }

        return _rate.Rate;
    }

    /// <summary>Applies a batch. Without a finite loss the optimiser does nothing; <paramref name="isApplied"/> is false then, unless the model made the step.</summary>
    /// <param name="work">The batch's chunks, done.</param>
    /// <param name="epoch">From 1.</param>
    /// <param name="batch">From 1.</param>
    /// <param name="isApplied">Whether parameters may have changed.</param>
    public BatchTotals Update(ChunkWork work, int epoch, int batch, out bool isApplied)
    {
        var model = _task.Model;
        var gradients = GradientSum.IntoFirst(work.Buffers!, work.Chunks.Length);
        var totals = BatchTotals.Of(work.Outcomes, work.Job.Samples.Length, model.WeightTerms(gradients), epoch, batch);
        isApplied = model.ReplaceStep(totals);
        if (!isApplied && double.IsFinite(totals.Loss))
        {
            _optimiser.LearningRate = LearningRate(epoch - 1);
            _optimiser.Step(gradients);
            isApplied = true;
        }

        if (isApplied)
        {
            model.AfterUpdate();
        }

        return totals;
    }

    /// <summary>Takes a fresh optimiser, for a new phase.</summary>
    public void StartAnew() => _optimiser = _task.Optimiser.Create(_task.Model.Parameters, _task.LearningRate.At(0));

    /// <summary>A copy of the optimiser's state.</summary>
    public OptimiserState State() => _optimiser.Capture();

    private double RateAt(int epoch)
    {
        var phases = _task.AllPhases;
        var (phase, first) = (0, 0);
        for (; phase < phases.Count - 1 && epoch >= first + phases[phase].Epochs; phase++)
        {
            first += phases[phase].Epochs;
        }

        return phases[phase].LearningRate.At(epoch - first);
    }
}
