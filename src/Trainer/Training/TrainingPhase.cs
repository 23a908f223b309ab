using Bss2.Trainer.Learning;

namespace Bss2.Trainer.Training;

/// <summary>A part of a training with a backend, a schedule and an optimiser of its own. Weights go on from phase to phase; each begins and ends with a test.</summary>
/// <param name="Name">For people and <c>summary.json</c>, e.g. <c>mock</c>.</param>
/// <param name="Backend">Where the forward pass runs.</param>
/// <param name="Epochs">0 or more.</param>
/// <param name="LearningRate">Rate of each epoch of the phase, from 0.</param>
public sealed record TrainingPhase(string Name, Backend Backend, int Epochs, LearningRateSchedule LearningRate);

/// <summary>Means of the first and the last test of a phase.</summary>
public readonly record struct PhaseScores(PassMeans First, PassMeans Last);
