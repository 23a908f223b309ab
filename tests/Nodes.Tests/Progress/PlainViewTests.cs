using Bss2.Nodes.Progress;
using Bss2.Nodes.Tests.Toys;
using Bss2.Trainer.Training;

namespace Bss2.Nodes.Tests.Progress;

public sealed class PlainViewTests
{
    [Fact]
    public async Task Each_epoch_and_pass_has_a_line() =>
        Assert.Equal(
            [
                "Test epoch: 3, average loss: 0.2500, test acc=87.50%",
                "Validation epoch: 3, average loss: 0.5000, validation acc=75.00%",
                "Epoch: 3, training loss: 0.1250, training acc=90.00%, hidden spikes per sample: 2.0, learning rate: 0.01, 1.50 s",
            ],
            await LinesAsync(Task(), new Tested(3, 0.25, 0.875, 0, 1), Validated(3, 0.5, 0.75), new EpochTrained(3, 0.125, 0.9, 2, 0.01, 1.5)));

    [Fact]
    public async Task Regression_is_told_without_accuracy() =>
        Assert.Equal(
            [
                "Test epoch: 3, average loss: 0.2500",
                "Epoch: 3, training loss: 0.1250, hidden spikes per sample: 2.0, learning rate: 0.01, 1.50 s",
            ],
            await LinesAsync(Task(), new Tested(3, 0.25, null, 0, 1), new EpochTrained(3, 0.125, null, 2, 0.01, 1.5)));

    [Fact]
    public async Task A_task_may_ask_for_the_words_of_the_Fast_and_Deep_tutorial_at_intervals() =>
        Assert.Equal(
            [
                "untrained: validation accuracy: 33.3%, validation loss: 1.25000",
                "epoch 50: validation accuracy: 80.0%, validation loss: 0.71434",
                "epoch 120: validation accuracy: 100.0%, validation loss: 0.05583",
                "epoch 120: test accuracy: 96.7%, test loss: 0.06000",
            ],
            await LinesAsync(
                Task() with { Epochs = 120, Narration = new Narration(50) },
                Validated(0, 1.25, 1.0 / 3),
                new EpochTrained(1, 0.125, 0.9, 2, 0.01, 1.5),
                Validated(1, 1.1, 0.4),
                Validated(50, 0.714339, 0.8),
                Validated(120, 0.055831, 1),
                new Tested(120, 0.06, 0.9667, 0, 1)));

    [Fact]
    public async Task A_minibatch_is_told_before_and_after_its_update() =>
        Assert.Equal(
            ["Epoch 1, iteration 51: training loss: 63.188, train set accuracy for a single minibatch: 7.03%; after the update training loss: 51.074, train set accuracy for a single minibatch: 42.19%"],
            await LinesAsync(Task(), new MinibatchTrained(1, 51, 63.188, 0.0703125, 51.074, 0.421875)));

    [Fact]
    public async Task Remarks_carry_their_update() =>
        Assert.Equal(
            ["epoch 7, batch 1: gradients too large", "epoch 7, batch 1: layer 0 bumped"],
            await LinesAsync(Task(), new Remarked(7, 1, ["gradients too large", "layer 0 bumped"])));

    private static Tested Validated(int epoch, double loss, double accuracy) => new(epoch, loss, accuracy, 0, 1) { Split = PassSplit.Validation };

    private static TrainingTask Task() => new ToyExperiment().Create(new OptionSet(new ToyExperiment().Options))!;

    private static async Task<string[]> LinesAsync(TrainingTask task, params object[] events)
    {
        using var output = new StringWriter { NewLine = "\n" };
        return await new PlainView(output, task).WatchAsync(show =>
        {
            foreach (var happened in events)
            {
                show(happened);
            }

            return System.Threading.Tasks.Task.FromResult(output.ToString().Split('\n')[..^1]);
        });
    }
}
