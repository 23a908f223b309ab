using System.Text;
using Bss2.Trainer.Data;
using Bss2.Trainer.Learning;
using Bss2.Trainer.Training;

namespace Bss2.Trainer.Tests.Training;

/// <summary>How a task says when to test and to save, what to do with the last batch, and what it is judged by.</summary>
public sealed class PaceTests
{
    [Fact]
    public async Task Tests_and_saves_keep_their_own_pace_and_the_last_epoch_has_both()
    {
        var log = new EventLog();
        using var place = new TemporaryFolder();
        var task = Trainings.Task(Backend.Model, epochs: 7) with { TestEvery = 2, SaveEvery = 3 };
        await Trainings.Session().RunAsync(task, RunFolder.Create(place.Path), log.Add);

        Assert.Equal([0, 2, 4, 6, 7], log.All.OfType<Tested>().Select(t => t.Epoch));
        Assert.Equal([0, 3, 6, 7], log.All.OfType<CheckpointSaved>().Select(s => s.Epoch));

        // Pictures show what a test found, so they need both.
        Assert.Equal([0, 6, 7], log.All.OfType<SnapshotSaved>().Select(s => s.Epoch));
    }

    [Fact]
    public async Task The_pace_decides_no_result()
    {
        var often = await Trainings.Session().RunAsync(Trainings.Task(Backend.Chip, epochs: 4), null);
        var seldom = await Trainings.Session().RunAsync(Trainings.Task(Backend.Chip, epochs: 4) with { TestEvery = 100, SaveEvery = 100 }, null);
        Assert.Equal((often.WeightsSha256, often.TestLoss, often.TestAccuracy), (seldom.WeightsSha256, seldom.TestLoss, seldom.TestAccuracy));
    }

    [Theory]
    [InlineData(3, 2)]
    [InlineData(3, 4)]
    [InlineData(4, 4)]
    [InlineData(5, 4)]
    public async Task An_interruption_saves_whatever_the_pace_and_nothing_is_lost_or_done_twice(int epoch, int batch)
    {
        static TrainingTask Slow(Action<BatchTotals>? at = null) => Hooked(at, epochs: 7) with { TestEvery = 4, SaveEvery = 5 };
        var uninterrupted = await Trainings.FilesOfAsync(Slow(), Trainings.Session());
        using var place = new TemporaryFolder();
        await Trainings.InterruptAsync(place, epoch, batch, Slow);

        await Trainings.Session().RunAsync(Slow(), RunFolder.Open(place.Path), resume: true);

        DeterminismTests.AssertSame(uninterrupted, place.Files());
    }

    [Fact]
    public async Task A_resumed_training_that_ends_earlier_is_tested_at_its_new_end()
    {
        static TrainingTask Slow(Action<BatchTotals>? at = null) => Hooked(at, epochs: 8) with { TestEvery = 8, SaveEvery = 8 };
        using var place = new TemporaryFolder();
        await Trainings.InterruptAsync(place, 2, 1, Slow);

        var refusal = await Assert.ThrowsAsync<RunRefusedException>(() => Trainings.Session().RunAsync(Slow() with { Epochs = 1 }, RunFolder.Open(place.Path), resume: true));
        var log = new EventLog();
        await Trainings.Session().RunAsync(Slow() with { Epochs = 2 }, RunFolder.Open(place.Path), log.Add, resume: true);

        Assert.Contains("epochs is 1 now and 1 are trained already and the next is begun (permitted: 2 or more)", refusal.Message, StringComparison.Ordinal);
        Assert.Equal([2], log.All.OfType<Tested>().Select(t => t.Epoch));
    }

    [Fact]
    public async Task With_a_validation_set_the_test_set_is_left_for_the_end()
    {
        var log = new EventLog();
        using var place = new TemporaryFolder();
        var model = new LinearModel(1);
        var task = Validated(model);
        var summary = await Trainings.Session().RunAsync(task, RunFolder.Create(place.Path), log.Add);

        var rows = Encoding.UTF8.GetString(place.Files()[RunFolder.MetricsFile]).Split('\n')[1..^1].Select(row => string.Join(',', row.Split(',')[..2]));
        Assert.Equal(["0,validation", "1,train", "1,validation", "2,train", "2,validation", "3,train", "3,validation", "3,test"], rows);
        var test = Assert.Single(log.All.OfType<Tested>(), t => t.Split == PassSplit.Test);
        Assert.Equal((test.Loss, test.Accuracy), (summary.TestLoss, summary.TestAccuracy));
        Assert.Equal([0, 1, 2, 3], log.All.OfType<CheckpointSaved>().Select(s => s.Epoch));

        // Chips that tested once at the end answer as those that were tested all along.
        var again = await Evaluation.RunAsync(Validated(new LinearModel(2)), RunFolder.Open(place.Path), Trainings.Session());
        Assert.Equal((summary.WeightsSha256, summary.TestLoss), (again.WeightsSha256, again.TestLoss));
    }

    [Theory]
    [InlineData(2, 4)]
    [InlineData(3, 4)]
    public async Task A_validated_training_interrupted_in_a_pass_goes_on_with_it(int epoch, int batch)
    {
        static TrainingTask Watched(Action<BatchTotals>? at = null) => Hooked(at, epochs: 3) with { Validation = YinYangDataset.Create(40, 41) };
        var uninterrupted = await Trainings.FilesOfAsync(Watched(), Trainings.Session());
        using var place = new TemporaryFolder();
        await Trainings.InterruptAsync(place, epoch, batch, Watched);

        await Trainings.Session().RunAsync(Watched(), RunFolder.Open(place.Path), resume: true);

        DeterminismTests.AssertSame(uninterrupted, place.Files());
    }

    [Theory]
    [InlineData(LastBatch.Keep, new[] { 50, 50, 20 })]
    [InlineData(LastBatch.Drop, new[] { 50, 50 })]
    public async Task The_last_batch_is_kept_or_dropped(LastBatch last, int[] sizes)
    {
        var (log, model) = (new EventLog(), new HookedModel(1));
        await Trainings.Session().RunAsync(Trainings.Task(Backend.Model, epochs: 1, batchSize: 50) with { Model = model, LastBatch = last, Snapshot = null }, null, log.Add);

        Assert.Equal(sizes, model.Seen.Select(t => t.Samples));
        var epoch = Assert.Single(log.All.OfType<EpochTrained>());
        Assert.Equal(model.Seen.Sum(t => t.Loss * t.Samples) / sizes.Sum(), epoch.Loss, 12);
        Assert.Equal(model.Seen.Sum(t => t.Correct) / (double)sizes.Sum(), epoch.Accuracy!.Value, 12);
    }

    [Theory]
    [InlineData(LastBatch.Require, 50, "Batches of 50 do not divide the 120 training samples")]
    [InlineData(LastBatch.Drop, 121, "120 training samples make no batch of 121; permitted: batches of 1..120")]
    public async Task Batches_that_do_not_fit_end_the_training_with_the_reason(LastBatch last, int batchSize, string reason)
    {
        var task = Trainings.Task(Backend.Model, batchSize: batchSize) with { LastBatch = last };
        var failure = await Assert.ThrowsAsync<TrainingFailedException>(() => Trainings.Session().RunAsync(task, null));
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Regression_has_no_accuracy()
    {
        var log = new EventLog();
        using var place = new TemporaryFolder();
        var task = Trainings.Task(Backend.Model, epochs: 1) with { Model = new WideModel(1), Score = ScoreKind.Regression, Snapshot = null };
        var summary = await Trainings.Session().RunAsync(task, RunFolder.Create(place.Path), log.Add);

        Assert.Null(summary.TestAccuracy);
        Assert.Contains("\"testAccuracy\": null", Encoding.UTF8.GetString(place.Files()[RunFolder.SummaryFile]), StringComparison.Ordinal);
        Assert.All(log.All.OfType<Tested>(), t => Assert.Null(t.Accuracy));
        foreach (var file in new[] { RunFolder.MetricsFile, RunFolder.BatchesFile })
        {
            Assert.All(Encoding.UTF8.GetString(place.Files()[file]).Split('\n')[1..^1], row => Assert.Equal("", row.Split(',')[3]));
        }
    }

    [Fact]
    public async Task The_task_chooses_the_optimiser_with_its_constants()
    {
        var task = Trainings.Task(Backend.Model, epochs: 1) with { Optimiser = new SgdChoice(0.5) };
        var files = await Trainings.FilesOfAsync(task, Trainings.Session());
        var state = CheckpointCodec.Decode(files[RunFolder.CheckpointFile], "here").Optimiser;
        Assert.Equal(["sgd.velocity/weight"], state.Arrays.Select(a => a.Key));

        var adam = await Trainings.Session().RunAsync(Trainings.Task(Backend.Model, epochs: 1), null);
        var same = await Trainings.Session().RunAsync(Trainings.Task(Backend.Model, epochs: 1) with { Optimiser = new AdamChoice(0.9, 0.999, 1e-8) }, null);
        var other = await Trainings.Session().RunAsync(Trainings.Task(Backend.Model, epochs: 1) with { Optimiser = new AdamChoice(0.8) }, null);
        Assert.Equal(adam.WeightsSha256, same.WeightsSha256);
        Assert.NotEqual(adam.WeightsSha256, other.WeightsSha256);
    }

    private static TrainingTask Hooked(Action<BatchTotals>? at, int epochs) =>
        Trainings.Task(Backend.Model, epochs: epochs) with { Model = new HookedModel(1) { AfterTotals = at ?? (_ => { }) } };

    private static TrainingTask Validated(LinearModel model) => Trainings.Task(Backend.Chip, model: model) with { Validation = YinYangDataset.Create(40, 41) };
}
