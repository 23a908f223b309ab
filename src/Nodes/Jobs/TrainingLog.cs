using Bss2.Nodes.Operations;
using Bss2.Trainer.Training;

namespace Bss2.Nodes.Jobs;

/// <summary>Puts the events of a job's training into the log and the metrics of its process.</summary>
internal static class TrainingLog
{
    public static void Take(object happened, ProcessOperations operations)
    {
        operations.Meter.Training(happened);
        var log = operations.Log;
        switch (happened)
        {
            case EpochTrained { Accuracy: { } accuracy } epoch:
                log.EpochTrained(epoch.Epoch, epoch.Loss, accuracy, epoch.Seconds);
                break;
            case EpochTrained epoch:
                log.RegressionTrained(epoch.Epoch, epoch.Loss, epoch.Seconds);
                break;
            case Tested { Split: PassSplit.Validation, Accuracy: { } accuracy } validated:
                log.Validated(validated.Epoch, validated.Loss, accuracy);
                break;
            case Tested { Split: PassSplit.Validation } validated:
                log.RegressionValidated(validated.Epoch, validated.Loss);
                break;
            case Tested { Accuracy: { } accuracy } test:
                log.Tested(test.Epoch, test.Loss, accuracy);
                break;
            case Tested test:
                log.RegressionTested(test.Epoch, test.Loss);
                break;
            case Remarked remarked:
                foreach (var line in remarked.Lines)
                {
                    log.Remarked(remarked.Epoch, remarked.Batch, line);
                }

                break;
            case ClusterChanged changed:
                log.NodesChanged(changed.Nodes.Length == 0 ? "none; the job waits for the first" : string.Join(", ", changed.Nodes));
                break;
            case ClusterNotice notice:
                log.Noticed(notice.Text);
                break;
            default:
                break;
        }
    }
}
