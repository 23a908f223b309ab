using Bss2.Trainer.Training;

namespace Bss2.Trainer.Tests.Training;

public class ResumeTests
{
    /// <summary>A training makes 7 passes for a test, 4 for the grid of the pictures, 16 for an epoch: the cases stop it in each of them.</summary>
    [Theory]
    [InlineData(Backend.Model, 1)]
    [InlineData(Backend.Model, 13)]
    [InlineData(Backend.Model, 27)]
    [InlineData(Backend.Model, 30)]
    [InlineData(Backend.Model, 36)]
    [InlineData(Backend.Model, 92)]
    [InlineData(Backend.Chip, 9)]
    [InlineData(Backend.Chip, 20)]
    [InlineData(Backend.Chip, 50)]
    public async Task A_training_interrupted_anywhere_leaves_the_same_files_when_resumed(Backend backend, int pass)
    {
        var uninterrupted = await Trainings.FilesOfAsync(Trainings.Task(backend), Trainings.Session());
        using var place = new TemporaryFolder();
        await InterruptAsync(place, backend, pass);

        await Trainings.Session().RunAsync(Trainings.Task(backend, blockSize: 5, replicas: 2), RunFolder.Open(place.Path), resume: true);

        DeterminismTests.AssertSame(uninterrupted, place.Files());
    }

    [Fact]
    public async Task More_epochs_may_be_asked_for_on_resuming()
    {
        var uninterrupted = await Trainings.FilesOfAsync(Trainings.Task(Backend.Model, epochs: 4), Trainings.Session());
        using var place = new TemporaryFolder();
        await Trainings.Session().RunAsync(Trainings.Task(Backend.Model, epochs: 2), RunFolder.Create(place.Path));

        await Trainings.Session().RunAsync(Trainings.Task(Backend.Model, epochs: 4), RunFolder.Open(place.Path), resume: true);

        DeterminismTests.AssertSame(uninterrupted, place.Files());
    }

    [Fact]
    public async Task An_interruption_says_where_the_checkpoint_is()
    {
        using var place = new TemporaryFolder();
        var interruption = await InterruptAsync(place, Backend.Model, 45);
        Assert.Equal(1, interruption.Interrupted.Epoch);
        Assert.Equal(Path.Combine(place.Path, RunFolder.CheckpointFile), interruption.Interrupted.CheckpointPath);
    }

    [Fact]
    public async Task Options_that_decide_results_may_not_change_and_are_all_listed()
    {
        using var place = new TemporaryFolder();
        await Trainings.Session().RunAsync(Trainings.Task(Backend.Model, epochs: 2), RunFolder.Create(place.Path));
        var task = Trainings.Task(Backend.Model, epochs: 1, seed: 9);
        task.Options.Set("note", "other", "test");

        var refusal = await Assert.ThrowsAsync<RunRefusedException>(() => Trainings.Session().RunAsync(task, RunFolder.Open(place.Path), resume: true));

        Assert.Contains("seed is '9' now and was '1'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("note is 'other' now and was 'all'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("epochs is 1 now and 2 are trained already", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evaluating_saved_weights_repeats_the_last_test()
    {
        using var place = new TemporaryFolder();
        var trained = await Trainings.Session().RunAsync(Trainings.Task(Backend.Chip), RunFolder.Create(place.Path));

        var evaluated = await Evaluation.RunAsync(Trainings.Task(Backend.Chip, blockSize: 9, epochs: 1), RunFolder.Open(place.Path), Trainings.Session());

        Assert.Equal(trained with { SecondsPerEpoch = 0 }, evaluated with { SecondsPerEpoch = 0 });
    }

    private static async Task<TrainingInterruptedException> InterruptAsync(TemporaryFolder place, Backend backend, int pass)
    {
        using var interruption = new CancellationTokenSource();
        var model = new LinearModel(1)
        {
            AtPass = count =>
            {
                if (count == pass)
                {
                    interruption.Cancel();
                }
            },
        };
        return await Assert.ThrowsAsync<TrainingInterruptedException>(() =>
            Trainings.Session().RunAsync(Trainings.Task(backend, model: model), RunFolder.Create(place.Path), interruption: interruption.Token));
    }
}
