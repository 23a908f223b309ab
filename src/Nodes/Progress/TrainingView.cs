using Bss2.Trainer.Training;
using static System.FormattableString;

namespace Bss2.Nodes.Progress;

/// <summary>Shows a training while it goes on.</summary>
internal abstract class TrainingView
{
    /// <summary>Runs the work and shows the events that it hands over, one at a time.</summary>
    public abstract Task<T> WatchAsync<T>(Func<Action<object>, Task<T>> work);

    /// <summary>The line of a pass over the test or validation set, or null where the task wants it told at longer intervals.</summary>
    protected static string? TestLine(Tested test, TrainingTask task)
    {
        var (set, epoch) = (test.Split == PassSplit.Validation ? "validation" : "test", test.Epoch);
        if (task.Narration is not { } narration)
        {
            var first = test.Split == PassSplit.Validation ? "Validation" : "Test";
            return Invariant($"{first} epoch: {epoch}, average loss: {test.Loss:0.0000}{Accuracy($", {set} acc=", test.Accuracy)}");
        }

        if (epoch % narration.PrintEvery != 0 && epoch != task.Epochs)
        {
            return null;
        }

        var when = epoch == 0 ? "untrained" : Invariant($"epoch {epoch}");
        var accuracy = test.Accuracy is { } share ? Invariant($"{set} accuracy: {100 * share:0.0}%, ") : "";
        return Invariant($"{when}: {accuracy}{set} loss: {test.Loss:0.00000}");
    }

    /// <summary>The line of a trained epoch, or null where the task tells its passes alone.</summary>
    protected static string? EpochLine(EpochTrained epoch, TrainingTask task) => task.Narration is not null
        ? null
        : Invariant($"Epoch: {epoch.Epoch}, training loss: {epoch.Loss:0.0000}{Accuracy(", training acc=", epoch.Accuracy)}, hidden spikes per sample: {epoch.HiddenSpikesPerSample:0.0}, learning rate: {epoch.LearningRate:0.######}, {epoch.Seconds:0.00} s");

    /// <summary>The line of a minibatch before and after its update, in the words of the snnTorch tutorial.</summary>
    protected static string MinibatchLine(MinibatchTrained minibatch)
    {
        static string Of(double loss, double? accuracy) => Invariant($"training loss: {loss:0.000}{(accuracy is { } share ? Invariant($", train set accuracy for a single minibatch: {100 * share:0.00}%") : "")}");
        return Invariant($"Epoch {minibatch.Epoch}, iteration {minibatch.Batch}: {Of(minibatch.Loss, minibatch.Accuracy)}; after the update {Of(minibatch.LossAfter, minibatch.AccuracyAfter)}");
    }

    /// <summary>The line of a phase that begins, or that a resumed training goes on in.</summary>
    protected static string PhaseLine(PhaseStarted phase) => Invariant(
        $"Phase {phase.Name}: {phase.Epochs} {(phase.Epochs == 1 ? "epoch" : "epochs")} on the {(phase.Backend == Backend.Chip ? "chip" : "model")}, after {phase.Epoch}");

    /// <summary>The lines of what the model has to say of an update.</summary>
    protected static IEnumerable<string> RemarkLines(Remarked remarked) =>
        remarked.Lines.Select(line => Invariant($"epoch {remarked.Epoch}, batch {remarked.Batch}: {line}"));

    /// <summary>The line of who holds the chips.</summary>
    protected static string NodesLine(ClusterChanged changed) => changed.Nodes.Length == 0
        ? "Nodes: none"
        : Invariant($"Nodes: {string.Join(", ", changed.Nodes)} ({Replicas(changed)})");

    /// <summary>How many hold the chips.</summary>
    protected static string NodesCount(ClusterChanged changed) => Invariant($"nodes {changed.Nodes.Length} ({Replicas(changed)})");

    private static string Accuracy(string name, double? share) => share is { } known ? Invariant($"{name}{100 * known:0.00}%") : "";

    private static string Replicas(ClusterChanged changed) => Invariant($"{changed.Replicas} {(changed.Replicas == 1 ? "replica" : "replicas")}");
}
