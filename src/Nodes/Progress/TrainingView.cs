using Bss2.Trainer.Training;
using static System.FormattableString;

namespace Bss2.Nodes.Progress;

/// <summary>Shows a training while it goes on.</summary>
internal abstract class TrainingView
{
    /// <summary>Runs the work and shows the events that it hands over, one at a time.</summary>
    public abstract Task<T> WatchAsync<T>(Func<Action<object>, Task<T>> work);

    /// <summary>The line of a test.</summary>
    protected static string TestLine(Tested test) =>
        Invariant($"Test epoch: {test.Epoch}, average loss: {test.Loss:0.0000}, test acc={100 * test.Accuracy:0.00}%");

    /// <summary>The line of a trained epoch.</summary>
    protected static string EpochLine(EpochTrained epoch) =>
        Invariant($"Epoch: {epoch.Epoch}, training loss: {epoch.Loss:0.0000}, training acc={100 * epoch.Accuracy:0.00}%, hidden spikes per sample: {epoch.HiddenSpikesPerSample:0.0}, learning rate: {epoch.LearningRate:0.######}, {epoch.Seconds:0.00} s");

    /// <summary>The line of who holds the chips.</summary>
    protected static string NodesLine(ClusterChanged changed) => changed.Nodes.Length == 0
        ? "Nodes: none"
        : Invariant($"Nodes: {string.Join(", ", changed.Nodes)} ({Replicas(changed)})");

    /// <summary>How many hold the chips.</summary>
    protected static string NodesCount(ClusterChanged changed) => Invariant($"nodes {changed.Nodes.Length} ({Replicas(changed)})");

    private static string Replicas(ClusterChanged changed) => Invariant($"{changed.Replicas} {(changed.Replicas == 1 ? "replica" : "replicas")}");
}
