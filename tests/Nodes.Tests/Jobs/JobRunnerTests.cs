using Bss2.Messages.Cluster;
using Bss2.Nodes.Jobs;
using Bss2.Nodes.Tests.Commands;
using Bss2.Nodes.Tests.Toys;
using Bss2.Trainer.Training;

namespace Bss2.Nodes.Tests.Jobs;

/// <summary>Jobs in their run folders, trained in this process.</summary>
public sealed class JobRunnerTests : IDisposable
{
    private readonly TemporaryFolder _runs = new();
    private int _trained;

    public void Dispose() => _runs.Dispose();

    [Fact]
    public async Task A_new_job_is_trained_into_the_folder_of_its_name()
    {
        var done = Assert.IsType<JobOutcome.Completed>(await RunAsync(Job("new")));

        Assert.Equal(2, done.Summary.Epochs);
        Assert.Equal(
            ["batches.csv", "checkpoint.bin", "config.yaml", "metrics.csv", "report.html", "summary.json", "weights.npz"],
            Directory.EnumerateFileSystemEntries(_runs["new"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_settings_of_a_job_are_those_that_differ_from_the_defaults_and_train_the_same()
    {
        var options = new OptionSet(new ToyExperiment().Options);
        options.Set("learningRate", "0.25", "test");
        options.Set("epochs", "3", "test");
        options.Set("shuffle", "true", "test");
        var settings = JobSettings.Of(options);
        Assert.Equal([new("epochs", "3"), new("learningRate", "0.25")], settings);

        var done = Assert.IsType<JobOutcome.Completed>(await RunAsync(Job("set", settings)));

        var direct = await new TrainingSession().RunAsync(new ToyExperiment().Create(options)!, null);
        Assert.Equal(direct.WeightsSha256, done.Summary.WeightsSha256);
    }

    [Fact]
    public async Task A_job_whose_trainer_was_lost_goes_on_from_its_checkpoint()
    {
        var uninterrupted = Assert.IsType<JobOutcome.Completed>(await RunAsync(Job("whole", ("epochs", "4"))));
        await RunAsync(Job("cut", ("epochs", "2")));
        File.Delete(Path.Combine(_runs["cut"], RunFolder.SummaryFile));

        var epochs = new List<int>();
        var second = await RunAsync(Job("cut", ("epochs", "4")), (happened, _) =>
        {
            if (happened is EpochTrained trained)
            {
                epochs.Add(trained.Epoch);
            }
        });

        Assert.Equal([3, 4], epochs);
        Assert.Equal(uninterrupted.Summary.WeightsSha256, Assert.IsType<JobOutcome.Completed>(second).Summary.WeightsSha256);
    }

    [Fact]
    public async Task A_job_that_is_asked_to_stop_saves_and_goes_on_later()
    {
        // Far more epochs than can be trained before the request to stop arrives.
        var first = await RunAsync(Job("stop", ("epochs", "10000")), interruption: new CancellationToken(canceled: true));
        var interrupted = Assert.IsType<JobOutcome.Interrupted>(first);
        Assert.True(File.Exists(Path.Combine(_runs["stop"], RunFolder.CheckpointFile)));
        Assert.Empty(Directory.EnumerateDirectories(_runs["stop"]));

        var epochs = interrupted.Epoch + 1;
        var second = await RunAsync(Job("stop", ("epochs", epochs.ToString(System.Globalization.CultureInfo.InvariantCulture))));
        Assert.Equal(epochs, Assert.IsType<JobOutcome.Completed>(second).Summary.Epochs);
    }

    [Fact]
    public async Task A_job_that_was_done_before_is_not_trained_again()
    {
        var first = await RunAsync(Job("once"));
        var second = await RunAsync(Job("once"));

        Assert.Equal(1, _trained);
        Assert.Equal(Assert.IsType<JobOutcome.Completed>(first).Summary, Assert.IsType<JobOutcome.Completed>(second).Summary);
    }

    [Fact]
    public async Task A_folder_that_was_begun_but_has_no_checkpoint_is_begun_anew()
    {
        Directory.CreateDirectory(Path.Combine(_runs["early"], ".writer-lost-1-00000000"));
        Assert.IsType<JobOutcome.Completed>(await RunAsync(Job("early")));

        Assert.IsType<JobOutcome.Completed>(await RunAsync(Job("later")));
        File.Delete(Path.Combine(_runs["later"], RunFolder.CheckpointFile));
        File.Delete(Path.Combine(_runs["later"], RunFolder.SummaryFile));
        Assert.IsType<JobOutcome.Completed>(await RunAsync(Job("later")));
    }

    [Fact]
    public async Task Everything_that_is_wrong_with_a_job_is_told_at_once()
    {
        var failed = Assert.IsType<JobOutcome.Failed>(await RunAsync(Job("bad", ("epochs", "-1"), ("lernrate", "1"), ("backend", "chip"))));

        Assert.Equal(3, failed.Reason.Split('\n').Length);
        Assert.Contains("job bad: option 'epochs' is '-1'; permitted: an integer from 0 up to 10000.", failed.Reason, StringComparison.Ordinal);
        Assert.Contains("job bad: experiment 'toy' has no option 'lernrate'", failed.Reason, StringComparison.Ordinal);
        Assert.Contains("does not run on the chip backend", failed.Reason, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_runs["bad"]));
    }

    [Fact]
    public async Task An_unknown_experiment_is_named()
    {
        var failed = Assert.IsType<JobOutcome.Failed>(await RunAsync(Job("x") with { Experiment = "toi" }));
        Assert.StartsWith("There is no experiment 'toi'. Did you mean 'toy'?", failed.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_of_other_settings_is_not_trained_over()
    {
        await RunAsync(Job("same", ("seed", "1")));
        var failed = Assert.IsType<JobOutcome.Failed>(await RunAsync(Job("same", ("seed", "2"))));
        Assert.Contains("seed is '2' now and was '1'", failed.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_training_that_fails_is_an_outcome_and_not_an_exception()
    {
        var runner = new JobRunner([new ToyExperiment()], _runs.Path, (_, _, _, _, _) => throw new TrainingFailedException("The loss of batch 3 is NaN."));
        var failed = Assert.IsType<JobOutcome.Failed>(await runner.RunAsync(Job("nan"), (_, _) => { }, default));
        Assert.Equal("The loss of batch 3 is NaN.", failed.Reason);
    }

    [Fact]
    public async Task Of_two_trainers_the_one_that_was_taken_over_writes_nothing_more_and_says_so()
    {
        JobOutcome? standby = null;
        string? written = null;
        var end = new TaskCompletionSource();
        var active = await RunAsync(
            Job("shared", ("epochs", "6")),
            (happened, _) =>
            {
                if (happened is CheckpointSaved { Epoch: 2 })
                {
                    // As a standby does while this one is stopped by a signal: in its third epoch, until the standby is done.
                    standby = RunAsync(Job("shared", ("epochs", "6"))).GetAwaiter().GetResult();
                    written = File.ReadAllText(Path.Combine(_runs["shared"], RunFolder.SummaryFile));
                    end.SetResult();
                }
            },
            task => task with { Model = new ToyModel((long)task.Seed) { Hold = (25, end.Task) } });

        var done = Assert.IsType<JobOutcome.Completed>(standby);
        var taken = Assert.IsType<JobOutcome.TakenOver>(active);
        Assert.Contains($"was taken over by process {Environment.ProcessId}", taken.Reason, StringComparison.Ordinal);
        Assert.Equal(written, File.ReadAllText(Path.Combine(_runs["shared"], RunFolder.SummaryFile)));
        Assert.Equal(6, done.Summary.Epochs);
        Assert.Empty(Directory.EnumerateDirectories(_runs["shared"], ".writer-*"));
    }

    private static TrainingJob Job(string id, params (string Key, string Value)[] settings) => Job(id, [.. settings.Select(s => new JobSetting(s.Key, s.Value))]);

    private static TrainingJob Job(string id, JobSetting[] settings) => new(id, "toy", settings, 0, "test");

    private Task<JobOutcome> RunAsync(TrainingJob job, Action<object, int>? listener = null, Func<TrainingTask, TrainingTask>? change = null, CancellationToken interruption = default) =>
        new JobRunner([new ToyExperiment()], _runs.Path, (task, folder, resume, events, token) =>
        {
            Interlocked.Increment(ref _trained);
            return new TrainingSession().RunAsync(change?.Invoke(task) ?? task, folder, events, resume, token);
        }).RunAsync(job, listener ?? ((_, _) => { }), interruption);
}
