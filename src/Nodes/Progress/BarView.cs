using Bss2.Trainer.Training;
using Spectre.Console;
using static System.FormattableString;

namespace Bss2.Nodes.Progress;

/// <summary>A progress bar with the numbers of the last batch and of the cluster, and a line for each test: for terminals.</summary>
/// <param name="console">Where to draw.</param>
/// <param name="task">What is trained.</param>
internal sealed class BarView(IAnsiConsole console, TrainingTask task) : TrainingView
{
    private readonly int _epochs = task.Epochs;
    private string _description = "testing";
    private string _nodes = "";

    public override Task<T> WatchAsync<T>(Func<Action<object>, Task<T>> work) =>
        console.Progress()
            .AutoClear(true)
            .HideCompleted(false)
            .Columns(new ProgressBarColumn { Width = 30 }, new PercentageColumn(), new RemainingTimeColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .StartAsync(async context =>
            {
                var bar = context.AddTask(_description, autoStart: true, maxValue: Math.Max(_epochs, 1));
                return await work(happened => Show(bar, happened));
            });

    private void Show(ProgressTask bar, object happened)
    {
        switch (happened)
        {
            case BatchTrained batch:
                bar.Value = batch.Epoch - 1 + ((double)batch.Batch / batch.BatchCount);
                _description = Invariant(
                    $"epoch {batch.Epoch}/{_epochs}  loss {batch.Loss:0.000}  {(batch.Accuracy is { } share ? Invariant($"acc {100 * share:0.0} %  ") : "")}hidden {batch.HiddenSpikesPerSample:0.0}  lr {batch.LearningRate:0.######}");
                break;
            case Tested test:
                bar.Value = test.Epoch;
                if (TestLine(test, task) is { } told)
                {
                    console.WriteLine(told);
                }

                break;
            case PhaseStarted phase:
                console.WriteLine(PhaseLine(phase));
                return;
            case MinibatchTrained minibatch:
                console.WriteLine(MinibatchLine(minibatch));
                return;
            case Remarked remarked:
                foreach (var line in RemarkLines(remarked))
                {
                    console.WriteLine(line);
                }

                return;
            case ClusterChanged changed:
                _nodes = $"  {NodesCount(changed)}";
                break;
            case ClusterNotice notice:
                console.WriteLine(notice.Text);
                break;
            default:
                return;
        }

        bar.Description = Markup.Escape(_description + _nodes);
    }
}
