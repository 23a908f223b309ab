namespace Bss2.Nodes.Reports;

/// <summary>One row of <c>metrics.csv</c> or <c>batches.csv</c>.</summary>
/// <param name="Epoch">1 is the first trained epoch; a test of epoch 0 is before training.</param>
/// <param name="Split">train, validation or test.</param>
/// <param name="Batch">Position of the batch in its epoch, from 0; 0 in rows of epochs.</param>
/// <param name="Loss">Mean over the samples; NaN where there is none.</param>
/// <param name="Accuracy">Fraction of 1; NaN in regression.</param>
/// <param name="HiddenSpikesPerSample">Mean over the samples.</param>
/// <param name="LearningRate">Of the update; NaN for tests.</param>
/// <param name="Seconds">Wall time.</param>
internal sealed record MetricRow(
    int Epoch, string Split, int Batch, double Loss, double Accuracy, double HiddenSpikesPerSample, double LearningRate, double Seconds);
