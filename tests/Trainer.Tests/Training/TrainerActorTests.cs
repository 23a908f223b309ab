using Bss2.Trainer.Training;

namespace Bss2.Trainer.Tests.Training;

public class TrainerActorTests
{
    [Fact]
    public async Task The_test_comes_before_the_first_and_after_each_epoch()
    {
        var log = new EventLog();
        await Trainings.Session().RunAsync(Trainings.Task(Backend.Model, epochs: 2), null, log.Add);

        Assert.Equal(
            ["test 0", "batch 1.1", "batch 1.2", "batch 1.3", "batch 1.4", "train 1", "test 1", "batch 2.1", "batch 2.2", "batch 2.3", "batch 2.4", "train 2", "test 2", "end"],
            log.All.Select(e => e switch
            {
                Tested t => $"test {t.Epoch}",
                BatchTrained b => $"batch {b.Epoch}.{b.Batch}",
                EpochTrained t => $"train {t.Epoch}",
                TrainingCompleted => "end",
                _ => e.GetType().Name,
            }));
    }

    [Fact]
    public async Task Training_lowers_the_loss_and_the_summary_tells_the_last_test()
    {
        var log = new EventLog();
        var summary = await Trainings.Session().RunAsync(Trainings.Task(Backend.Model, epochs: 8), null, log.Add);

        var tests = log.All.OfType<Tested>().ToArray();
        Assert.True(tests[^1].Loss < tests[0].Loss - 0.05, $"{tests[0].Loss} -> {tests[^1].Loss}");
        Assert.Equal((tests[^1].Loss, tests[^1].Accuracy, 8), (summary.TestLoss, summary.TestAccuracy, summary.Epochs));
    }

    [Fact]
    public async Task The_learning_rate_steps_down_as_in_PyTorch()
    {
        var log = new EventLog();
        await Trainings.Session().RunAsync(Trainings.Task(Backend.Model, epochs: 5), null, log.Add);
        Assert.Equal([0.05, 0.05, 0.025, 0.025, 0.0125], log.All.OfType<EpochTrained>().Select(e => e.LearningRate));
    }

    [Fact]
    public async Task An_epoch_tells_the_means_over_its_batches()
    {
        var log = new EventLog();
        await Trainings.Session().RunAsync(Trainings.Task(Backend.Chip, epochs: 1), null, log.Add);
        var batches = log.All.OfType<BatchTrained>().ToArray();
        var epoch = Assert.Single(log.All.OfType<EpochTrained>());
        Assert.Equal(batches.Average(b => b.Loss), epoch.Loss, 12);
        Assert.Equal(batches.Average(b => b.Accuracy!.Value), epoch.Accuracy!.Value, 12);
        Assert.Equal(batches.Average(b => b.HiddenSpikesPerSample), epoch.HiddenSpikesPerSample, 12);
    }

    [Fact]
    public async Task Test_results_do_not_depend_on_the_batches_of_the_test()
    {
        async Task<Tested> First(int batchSize)
        {
            var log = new EventLog();
            await Trainings.Session().RunAsync(Trainings.Task(Backend.Chip, epochs: 0, batchSize: batchSize), null, log.Add);
            return log.All.OfType<Tested>().First();
        }

        var (one, other) = (await First(30), await First(8));
        Assert.Equal((one.Accuracy, one.HiddenSpikesPerSample), (other.Accuracy, other.HiddenSpikesPerSample));
        Assert.Equal(one.Loss, other.Loss, 12);
    }

    [Fact]
    public async Task A_block_that_keeps_failing_ends_the_training_with_its_reason()
    {
        var session = Trainings.Session(2, 2, new ReplicaScript(FailFirstAttempts: 3));
        var failure = await Assert.ThrowsAsync<TrainingFailedException>(() => session.RunAsync(Trainings.Task(Backend.Chip), null));
        Assert.Contains("failed 3 times", failure.Message, StringComparison.Ordinal);
        Assert.Contains("The replica was told to fail.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_any_replica_left_the_training_fails()
    {
        var session = Trainings.Session(2, 2, new ReplicaScript(DieAtBlock: 3), new ReplicaScript(DieAtBlock: 5));
        var failure = await Assert.ThrowsAsync<TrainingFailedException>(() => session.RunAsync(Trainings.Task(Backend.Chip, replicas: 2), null));
        Assert.Contains("All replicas have ended", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pass_that_throws_ends_the_training_with_its_exception()
    {
        var model = new LinearModel(1) { AtPass = pass => _ = pass == 20 ? throw new ArithmeticException("The pass was told to fail.") : pass };
        var task = Trainings.Task(Backend.Model, model: model);
        var failure = await Assert.ThrowsAsync<TrainingFailedException>(() => Trainings.Session().RunAsync(task, null));
        Assert.IsType<ArithmeticException>(failure.InnerException);
    }

    [Fact]
    public async Task A_loss_that_is_no_number_ends_the_training()
    {
        Action<int>? spoil = null;
        var model = new LinearModel(1) { AtPass = pass => spoil!(pass) };
        spoil = pass => model.Weight.Values[5] = pass == 20 ? float.NaN : model.Weight.Values[5];
        var failure = await Assert.ThrowsAsync<TrainingFailedException>(() => Trainings.Session(workers: 1).RunAsync(Trainings.Task(Backend.Model, model: model), null));
        Assert.Contains("NaN", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Workers_that_cannot_start_end_the_training()
    {
        var task = Trainings.Task(Backend.Model, model: new LinearModel(1) { HasWorkspaces = false });
        var failure = await Assert.ThrowsAsync<TrainingFailedException>(() => Trainings.Session().RunAsync(task, null));
        Assert.Contains("gradient-", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replicas_that_cannot_be_made_end_the_training_with_the_reason()
    {
        var session = new TrainingSession { SpawnReplica = (_, k) => throw new InvalidOperationException($"There is no chip {k}.") };
        var failure = await Assert.ThrowsAsync<TrainingFailedException>(() => session.RunAsync(Trainings.Task(Backend.Chip), null));
        Assert.Contains("There is no chip 0.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_listener_that_throws_ends_the_session_with_its_exception() =>
        await Assert.ThrowsAsync<InvalidTimeZoneException>(() =>
            Trainings.Session().RunAsync(Trainings.Task(Backend.Model), null, _ => throw new InvalidTimeZoneException()));
}
