using Bss2.Trainer.Training;

namespace Bss2.Nodes.Progress;

/// <summary>One line for each epoch, test, remark and change of the cluster: for files and pipes.</summary>
/// <param name="output">Where to write.</param>
/// <param name="task">What is trained.</param>
internal sealed class PlainView(TextWriter output, TrainingTask task) : TrainingView
{
    public override Task<T> WatchAsync<T>(Func<Action<object>, Task<T>> work) => work(Show);

    private void Show(object happened)
    {
        switch (happened)
        {
            case Tested test:
                Write(TestLine(test, task));
                break;
            case EpochTrained epoch:
                Write(EpochLine(epoch, task));
                break;
            case MinibatchTrained minibatch:
                output.WriteLine(MinibatchLine(minibatch));
                break;
            case PhaseStarted phase:
                Write(PhaseLine(phase));
                break;
            case Remarked remarked:
                foreach (var line in RemarkLines(remarked))
                {
                    output.WriteLine(line);
                }

                break;
            case ClusterChanged changed:
                output.WriteLine(NodesLine(changed));
                break;
            case ClusterNotice notice:
                output.WriteLine(notice.Text);
                break;
            default:
                return;
        }

        output.Flush();
    }

    private void Write(string? line)
    {
        if (line is not null)
        {
            output.WriteLine(line);
        }
    }
}
