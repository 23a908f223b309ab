using Microsoft.Extensions.Logging;

namespace Bss2.Nodes.Operations;

/// <summary>What the processes of a cluster log, each event with a number that stays and named fields. No field may hold credentials.</summary>
internal static partial class ClusterEvents
{
    [LoggerMessage(1, LogLevel.Information, "Node {Node} joined {Broker}: {Cores} cores, {Replicas} replicas, protocol {Protocol}")]
    public static partial void NodeJoined(this ILogger log, string node, string broker, int cores, int replicas, int protocol);

    [LoggerMessage(2, LogLevel.Information, "Node {Node} drains: {InHand} blocks in hand are finished, nothing new is taken")]
    public static partial void NodeDraining(this ILogger log, string node, int inHand);

    [LoggerMessage(3, LogLevel.Information, "Node {Node} left: {Blocks} blocks done")]
    public static partial void NodeLeft(this ILogger log, string node, long blocks);

    [LoggerMessage(4, LogLevel.Information, "Training {Training} begins here with version {Version}")]
    public static partial void TrainingSeen(this ILogger log, string training, int version);

    [LoggerMessage(5, LogLevel.Information, "Training {Training} has ended: {Blocks} blocks done here")]
    public static partial void TrainingForgotten(this ILogger log, string training, long blocks);

    [LoggerMessage(6, LogLevel.Debug, "Block {Block} of training {Training} done in {Seconds:0.0000} s after {QueueWaitSeconds:0.0000} s in the queue, redelivered: {Redelivered}")]
    public static partial void BlockDone(this ILogger log, string training, string block, double seconds, double queueWaitSeconds, bool redelivered);

    [LoggerMessage(7, LogLevel.Warning, "Block {Block} of training {Training} failed: {Reason}")]
    public static partial void BlockFailed(this ILogger log, string training, string block, string reason);

    [LoggerMessage(8, LogLevel.Warning, "A message was put aside: {Reason}")]
    public static partial void MessageRefused(this ILogger log, string reason);

    [LoggerMessage(9, LogLevel.Warning, "Trainer refuses node {Node}: {Reason}")]
    public static partial void NodeRefused(this ILogger log, string node, string reason);

    [LoggerMessage(20, LogLevel.Warning, "The broker is out of reach: {Reason}")]
    public static partial void BrokerLost(this ILogger log, string reason);

    [LoggerMessage(21, LogLevel.Information, "The broker is back")]
    public static partial void BrokerBack(this ILogger log);

    [LoggerMessage(22, LogLevel.Error, "The broker did not come back: {Reason}")]
    public static partial void BrokerAbandoned(this ILogger log, string reason);

    [LoggerMessage(40, LogLevel.Information, "Trainer {Trainer} joined {Broker} and stands by")]
    public static partial void TrainerJoined(this ILogger log, string trainer, string broker);

    [LoggerMessage(41, LogLevel.Information, "Job {Job} begins: {Experiment}, submitted by {Submitter}, redelivered: {Redelivered}")]
    public static partial void JobBegins(this ILogger log, string job, string experiment, string submitter, bool redelivered);

    [LoggerMessage(42, LogLevel.Information, "Job {Job} is done: test accuracy {TestAccuracy:0.0000}, SHA-256 of the weights {WeightsSha256}")]
    public static partial void JobDone(this ILogger log, string job, double testAccuracy, string weightsSha256);

    [LoggerMessage(68, LogLevel.Information, "Job {Job} is done: test loss {TestLoss:0.0000}, SHA-256 of the weights {WeightsSha256}")]
    public static partial void RegressionDone(this ILogger log, string job, double testLoss, string weightsSha256);

    [LoggerMessage(43, LogLevel.Error, "Job {Job} failed and will not be tried again: {Reason}")]
    public static partial void JobFailed(this ILogger log, string job, string reason);

    [LoggerMessage(44, LogLevel.Warning, "Job {Job} has gone to another trainer: {Reason}")]
    public static partial void JobLost(this ILogger log, string job, string reason);

    [LoggerMessage(60, LogLevel.Information, "Epoch {Epoch}: loss {Loss:0.0000}, accuracy {Accuracy:0.0000}, {Seconds:0.000} s")]
    public static partial void EpochTrained(this ILogger log, int epoch, double loss, double accuracy, double seconds);

    [LoggerMessage(61, LogLevel.Information, "Test after epoch {Epoch}: loss {Loss:0.0000}, accuracy {Accuracy:0.0000}")]
    public static partial void Tested(this ILogger log, int epoch, double loss, double accuracy);

    [LoggerMessage(63, LogLevel.Information, "Epoch {Epoch}: loss {Loss:0.0000}, {Seconds:0.000} s")]
    public static partial void RegressionTrained(this ILogger log, int epoch, double loss, double seconds);

    [LoggerMessage(64, LogLevel.Information, "Test after epoch {Epoch}: loss {Loss:0.0000}")]
    public static partial void RegressionTested(this ILogger log, int epoch, double loss);

    [LoggerMessage(65, LogLevel.Information, "Validation after epoch {Epoch}: loss {Loss:0.0000}, accuracy {Accuracy:0.0000}")]
    public static partial void Validated(this ILogger log, int epoch, double loss, double accuracy);

    [LoggerMessage(66, LogLevel.Information, "Validation after epoch {Epoch}: loss {Loss:0.0000}")]
    public static partial void RegressionValidated(this ILogger log, int epoch, double loss);

    [LoggerMessage(67, LogLevel.Debug, "Epoch {Epoch}, batch {Batch}: {Remark}")]
    public static partial void Remarked(this ILogger log, int epoch, int batch, string remark);

    [LoggerMessage(62, LogLevel.Information, "Health and metrics are served at {Address}")]
    public static partial void HealthServed(this ILogger log, Uri address);
}
