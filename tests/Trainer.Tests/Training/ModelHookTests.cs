using System.Globalization;
using System.Text;
using Bss2.Trainer.Training;

namespace Bss2.Trainer.Tests.Training;

/// <summary>What a model may do and tell beside its gradients.</summary>
public sealed class ModelHookTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Counts_and_observations_of_a_batch_come_together_in_chunk_order(int workers)
    {
        var model = new HookedModel(1);
        await Trainings.Session(workers).RunAsync(Task(model, epochs: 1), null);

        // Four batches of 30 samples, in chunks of 7, 7, 7, 7 and 2.
        Assert.Equal([(1, 1, 30), (1, 2, 30), (1, 3, 30), (1, 4, 30)], model.Seen.Select(t => (t.Epoch, t.Batch, t.Samples)));
        Assert.All(model.Seen, totals => Assert.Equal([30, 5], totals.Counts));
        Assert.All(model.Seen, totals => Assert.Equal(Enumerable.Range(0, 15).Select(k => 2.0 * k), totals.Observations));
    }

    [Fact]
    public async Task A_step_of_the_models_own_leaves_the_optimiser_as_it_is()
    {
        var model = new HookedModel(1) { Replaces = _ => true };
        var files = await Trainings.FilesOfAsync(Task(model, epochs: 1), Trainings.Session());

        var checkpoint = CheckpointCodec.Decode(files[RunFolder.CheckpointFile], "here");
        Assert.Equal(0, checkpoint.Optimiser.StepCount);
        Assert.All(checkpoint.Optimiser.Arrays, array => Assert.All(array.Value.Cast<object>(), value => Assert.Equal(0, Convert.ToDouble(value, CultureInfo.InvariantCulture))));
        var before = new HookedModel(1).Weight.Values;
        Assert.Equal(before[0] + 0.001 + 0.002 + 0.003 + 0.004, model.Weight.Values[0], 1e-15);
        Assert.Equal(before[1..], model.Weight.Values[1..]);
    }

    [Fact]
    public async Task A_step_of_the_models_own_needs_no_loss()
    {
        var log = new EventLog();
        using var place = new TemporaryFolder();
        var model = new HookedModel(1) { Replaces = _ => true, HasLoss = false };
        await Trainings.Session().RunAsync(Task(model, epochs: 1), RunFolder.Create(place.Path), log.Add);

        Assert.All(log.All.OfType<BatchTrained>(), batch => Assert.Equal(double.NaN, batch.Loss));
        Assert.Equal(double.NaN, Assert.Single(log.All.OfType<EpochTrained>()).Loss);
        Assert.StartsWith("1,1,,", Lines(place, RunFolder.BatchesFile)[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Batches_without_a_loss_are_left_out_of_the_epochs_mean()
    {
        var log = new EventLog();
        var model = new HookedModel(1) { Replaces = totals => totals.Batch == 2 };
        await Trainings.Session().RunAsync(Task(model, epochs: 2), null, log.Add);
        var batches = log.All.OfType<BatchTrained>().Where(b => b.Epoch == 2).ToArray();
        Assert.Equal(batches.Average(b => b.Loss), log.All.OfType<EpochTrained>().Last().Loss, 12);

        var totals = model.Seen[0];
        var sums = default(PassSums).Plus(totals with { Loss = 3 }, 1, 0).Plus(totals with { Loss = double.NaN }, 1, 0).Plus(totals with { Loss = 1 }, 0.5, 0);
        Assert.Equal((3 + 0.5) / 1.5, sums.MeanLoss);
        Assert.Equal(2.5, sums.Weight);
    }

    [Fact]
    public async Task A_step_of_the_optimiser_needs_a_loss()
    {
        var task = Task(new HookedModel(1) { Replaces = totals => totals.Batch == 1, HasLoss = false }, epochs: 1);
        var failure = await Assert.ThrowsAsync<TrainingFailedException>(() => Trainings.Session().RunAsync(task, null));
        Assert.Contains("The loss of batch 2 of epoch 1 is NaN", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Weights_are_clipped_after_either_kind_of_step(bool replaces)
    {
        var model = new HookedModel(1) { Replaces = _ => replaces, Clip = 0.25 };
        await Trainings.Session().RunAsync(Task(model, epochs: 1), null);
        Assert.Equal(0.25, model.Weight.Values.Max(Math.Abs));
    }

    [Fact]
    public async Task What_the_model_remembers_and_tells_survives_an_interruption()
    {
        static TrainingTask Bumping(Action<BatchTotals>? at = null) =>
            Task(new HookedModel(1) { Replaces = totals => totals.Batch % 2 == 0, AfterTotals = at ?? (_ => { }) });
        var uninterrupted = await Trainings.FilesOfAsync(Bumping(), Trainings.Session());
        using var place = new TemporaryFolder();
        await Trainings.InterruptAsync(place, 2, 1, Bumping);

        await Trainings.Session(workers: 1).RunAsync(Bumping(), RunFolder.Open(place.Path), resume: true);

        DeterminismTests.AssertSame(uninterrupted, place.Files());
        Assert.Contains(RunFolder.SeriesFile, uninterrupted.Keys);
    }

    [Fact]
    public async Task A_state_of_another_length_is_refused()
    {
        using var place = new TemporaryFolder();
        await Trainings.Session().RunAsync(Task(new HookedModel(1), epochs: 0), RunFolder.Create(place.Path));
        var refusal = await Assert.ThrowsAsync<RunRefusedException>(() =>
            Trainings.Session().RunAsync(Task(new HookedModel(1) { Remembers = 3 }), RunFolder.Open(place.Path), resume: true));
        Assert.Contains("the model remembers 3 numbers besides its parameters now and remembered 1", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_models_figures_go_to_a_table_of_their_own()
    {
        using var place = new TemporaryFolder();
        var model = new HookedModel(1) { Replaces = totals => totals.Batch == 1 };
        await Trainings.Session().RunAsync(Task(model, epochs: 1), RunFolder.Create(place.Path));

        var last = Lines(place, RunFolder.SeriesFile);
        Assert.Equal(["epoch,batch,name,value", "0,,scores,50"], last[..2]);
        Assert.StartsWith("0,,last,", last[2], StringComparison.Ordinal);
        Assert.Equal(["1,1,bumps,1", "1,1,missing,", "1,,scores,50"], last[3..6]);
    }

    [Fact]
    public async Task Models_that_give_no_figures_leave_no_table()
    {
        var files = await Trainings.FilesOfAsync(Trainings.Task(Backend.Model, epochs: 1), Trainings.Session());
        Assert.DoesNotContain(RunFolder.SeriesFile, files.Keys);
    }

    [Theory]
    [InlineData(true, 4, 1)]
    [InlineData(false, 0, 0)]
    public async Task Remarks_are_made_only_where_somebody_wants_them(bool wanted, int asked, int told)
    {
        var log = new EventLog();
        var model = new HookedModel(1) { Replaces = _ => true };
        var session = new TrainingSession { Remarks = wanted };
        await session.RunAsync(Task(model, epochs: 1), null, log.Add);
        Assert.Equal((asked, told), (model.Asked, log.All.OfType<Remarked>().Count()));
        Assert.All(log.All.OfType<Remarked>(), remarked => Assert.Equal((1, 2, "bumped 2 times"), (remarked.Epoch, remarked.Batch, Assert.Single(remarked.Lines))));
    }

    private static TrainingTask Task(HookedModel model, int epochs = 3) => Trainings.Task(Backend.Model, epochs: epochs) with { Model = model, Snapshot = null };

    private static string[] Lines(TemporaryFolder place, string file) => Encoding.UTF8.GetString(place.Files()[file]).Split('\n');
}
