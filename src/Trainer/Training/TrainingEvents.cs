using System.Text.Json.Serialization;

namespace Bss2.Trainer.Training;

/// <summary>Event: a batch was trained. Epoch and batch count from 1; loss and the rest are means over the batch's samples. NaN is the loss where the model made the step itself and gave none; accuracy is null in regression.</summary>
public sealed record BatchTrained(int Epoch, int Batch, int BatchCount, double Loss, double? Accuracy, double HiddenSpikesPerSample, double LearningRate, double Seconds);

/// <summary>Event: a minibatch was run again after it was trained on, see <see cref="TrainingTask.MinibatchEvery"/>. Epoch and batch count from 1; accuracies are null in regression.</summary>
/// <param name="Loss">Before the update.</param>
/// <param name="Accuracy">Before the update.</param>
/// <param name="LossAfter">Of the same samples after it.</param>
/// <param name="AccuracyAfter">Of the same samples after it.</param>
public sealed record MinibatchTrained(int Epoch, int Batch, double Loss, double? Accuracy, double LossAfter, double? AccuracyAfter);

/// <summary>Event: a phase of a training begins, see <see cref="TrainingTask.Phases"/>, or a resumed training goes on in it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Backend">Where the forward pass runs.</param>
/// <param name="Epoch">Epochs trained so far.</param>
/// <param name="Epochs">Epochs of the phase.</param>
public sealed record PhaseStarted(string Name, Backend Backend, int Epoch, int Epochs);

/// <summary>Event: all batches of an epoch were trained. Means over batches (NaN where none has a loss); seconds of training alone, without tests and pictures. Accuracy is null in regression.</summary>
public sealed record EpochTrained(int Epoch, double Loss, double? Accuracy, double HiddenSpikesPerSample, double LearningRate, double Seconds);

/// <summary>Event: the test or validation set was evaluated; epoch 0 is before training. Accuracy is null in regression.</summary>
public sealed record Tested(int Epoch, double Loss, double? Accuracy, double HiddenSpikesPerSample, double Seconds)
{
    /// <summary>Which set.</summary>
    public PassSplit Split { get; init; }

    /// <summary>Rate that the last epoch was trained with; the first epoch's before it.</summary>
    public double LearningRate { get; init; }
}

/// <summary>Event: the model gave figures of its own, see <see cref="TrainableModel.SeriesOfUpdate"/> and <see cref="TrainableModel.SeriesOfTest"/>.</summary>
/// <param name="Epoch">In training (from 1) for an update, trained before for a pass.</param>
/// <param name="Batch">From 1; null for a pass.</param>
/// <param name="Values">Names and values.</param>
public sealed record SeriesAdded(int Epoch, int? Batch, KeyValuePair<string, double>[] Values);

/// <summary>Event: the model has something to say of an update, see <see cref="TrainableModel.Remarks"/>. Only where <see cref="TrainingSession.Remarks"/> asks for it.</summary>
public sealed record Remarked(int Epoch, int Batch, string[] Lines);

/// <summary>Event: pictures' data of an epoch are in the run folder.</summary>
public sealed record SnapshotSaved(int Epoch, string Path);

/// <summary>Event: a checkpoint is on disk.</summary>
public sealed record CheckpointSaved(int Epoch, string Path);

/// <summary>Event: the training ended as planned.</summary>
public sealed record TrainingCompleted(TrainingSummary Summary);

/// <summary>Event: the training stopped on request, after its checkpoint was saved.</summary>
public sealed record TrainingInterrupted(int Epoch, string CheckpointPath);

/// <summary>Event: the training cannot go on. No number of it is a result.</summary>
public sealed record TrainingFailed(string Reason, Exception? Cause);

/// <summary>Event: others hold the chips, and who they are has changed.</summary>
/// <param name="Nodes">Names of the nodes that take blocks now, in order; none where the training waits for one.</param>
/// <param name="Replicas">Racks that they run in all.</param>
public sealed record ClusterChanged(string[] Nodes, int Replicas);

/// <summary>Event: something about the nodes or the way to them that people should know. The training goes on.</summary>
public sealed record ClusterNotice(string Text);

/// <summary>Event to the trainer: nothing more will come from the nodes, so the training cannot go on.</summary>
public sealed record ClusterLost(string Reason);

/// <summary>Contents of <c>summary.json</c>.</summary>
/// <param name="TestAccuracy">Fraction of 1, of the last test; null in regression.</param>
/// <param name="SecondsPerEpoch">Median training time of an epoch without tests and without the first epoch (the only epoch where there is one).</param>
/// <param name="WeightsSha256">SHA-256 over all parameters in order, each element little-endian in its own precision, lower-case hexadecimal.</param>
public sealed record TrainingSummary(
    string Experiment,
    string Backend,
    ulong Seed,
    int? ChipSerial,
    int Epochs,
    double? TestAccuracy,
    double TestLoss,
    double HiddenSpikesPerSample,
    double SecondsPerEpoch,
    string WeightsSha256,
    string Version)
{
    /// <summary>Phases of the training, null where it was of one piece.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PhaseSummary[]? Phases { get; init; }
}

/// <summary>A phase in <c>summary.json</c>. Accuracies are fractions of 1, of the test (or validation) set on the phase's backend; null in regression.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Backend">model or chip.</param>
/// <param name="Epochs">Epochs trained in it.</param>
/// <param name="AccuracyBefore">Before its first epoch.</param>
/// <param name="LossBefore">Before its first epoch.</param>
/// <param name="AccuracyAfter">After its last epoch.</param>
/// <param name="LossAfter">After its last epoch.</param>
public sealed record PhaseSummary(string Name, string Backend, int Epochs, double? AccuracyBefore, double LossBefore, double? AccuracyAfter, double LossAfter);
