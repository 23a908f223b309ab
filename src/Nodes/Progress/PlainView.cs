using Bss2.Trainer.Training;

namespace Bss2.Nodes.Progress;

/// <summary>One line for each epoch, test and change of the cluster: for files and pipes.</summary>
internal sealed class PlainView(TextWriter output) : TrainingView
{
    public override Task<T> WatchAsync<T>(Func<Action<object>, Task<T>> work) => work(Show);

    private void Show(object happened)
    {
        switch (happened)
        {
            case Tested test:
                output.WriteLine(TestLine(test));
                break;
            case EpochTrained epoch:
                output.WriteLine(EpochLine(epoch));
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
}
