using Bss2.Trainer.Learning;

namespace Bss2.Trainer.Training;

/// <summary>Command: begin, or go on from the progress that the trainer was made with.</summary>
internal sealed record StartTraining;

/// <summary>Command: save a checkpoint after the batch in hand and end.</summary>
internal sealed record InterruptTraining;

/// <summary>Command to the recorder: put a checkpoint, the weights and the tables on disk. Answered by <see cref="CheckpointSaved"/> or <see cref="RecordingFailed"/>.</summary>
/// <param name="Progress">Where the training stands.</param>
/// <param name="Parameters">[parameter], a copy of each: a <c>float[]</c> or <c>double[]</c>.</param>
/// <param name="Optimiser">A copy.</param>
/// <param name="ModelState">What the model remembers, a copy.</param>
internal sealed record SaveCheckpoint(TrainingProgress Progress, Array[] Parameters, OptimiserState Optimiser, double[] ModelState);

/// <summary>Command to the recorder: put the pictures' data on disk.</summary>
internal sealed record SaveSnapshot(Snapshot Snapshot);

/// <summary>Command to the recorder: write the summary; all else is on disk. Answered by <see cref="SummarySaved"/> or <see cref="RecordingFailed"/>.</summary>
internal sealed record SaveSummary(TrainingSummary Summary);

/// <summary>Event: the run folder is complete.</summary>
internal sealed record SummarySaved(TrainingSummary Summary);

/// <summary>Event: the run folder could not be written.</summary>
internal sealed record RecordingFailed(Exception Cause);
