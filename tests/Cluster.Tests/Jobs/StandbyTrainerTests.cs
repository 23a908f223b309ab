using Bss2.Cluster.Tests.Processes;
using Bss2.TestKit.Broker.Xunit;
using Bss2.TestKit.Processes;

namespace Bss2.Cluster.Tests.Jobs;

/// <summary>Two trainers that share a folder of runs: one works, the other stands by.</summary>
[Collection(SharedBroker.Name)]
public sealed class StandbyTrainerTests(BrokerFixture fixture)
{
    private const string Runs = "runs";

    // Long enough that there are whole epochs on both sides of a change.
    private static readonly string[] Settings = ["yinyang", "--backend", "chip", "--epochs", "3"];

    [BrokerFact]
    public async Task A_standby_takes_over_from_a_killed_trainer()
    {
        var expected = await ReferenceRuns.HashAsync(Settings);
        await using var cluster = new ProcessCluster(fixture.Broker);
        var (active, standby) = await BeginAsync(cluster, "killed-trainer");

        await active.LineAsync("Epoch 2:");
        active.Kill();

        await standby.LineAsync("Job killed-trainer is done");
        Assert.Equal(expected, await TrainingRun.HashOfAsync(Path.Combine(cluster.Folder[Runs], "killed-trainer")));
        // The first epoch was not trained again.
        Assert.DoesNotContain(standby.Lines, line => line.Contains("Epoch 1:", StringComparison.Ordinal));
        await LeaveAsync(standby);
    }

    [BrokerFact]
    public async Task A_trainer_that_hung_until_the_standby_took_over_can_write_nothing_any_more_and_says_so()
    {
        var expected = await ReferenceRuns.HashAsync(Settings);
        await using var cluster = new ProcessCluster(fixture.Broker);
        var (active, standby) = await BeginAsync(cluster, "paused-trainer");

        await active.LineAsync("Epoch 1:");
        active.Pause();
        await standby.LineAsync("Job paused-trainer begins");
        active.Resume();

        await active.LineAsync("Job paused-trainer has gone to another trainer");
        await standby.LineAsync("Job paused-trainer is done");
        var folder = Path.Combine(cluster.Folder[Runs], "paused-trainer");
        Assert.Equal(expected, await TrainingRun.HashOfAsync(folder));
        Assert.Single((string[])[.. active.Lines, .. standby.Lines], line => line.Contains("Job paused-trainer is done", StringComparison.Ordinal));

        // Each epoch has left one line: nothing was written by both.
        var epochs = File.ReadAllLines(Path.Combine(folder, "metrics.csv")).Skip(1).Select(line => string.Join(',', line.Split(',')[..2])).ToArray();
        Assert.Equal(epochs.Distinct(), epochs);

        // It stands by again: when the other leaves, the next job is its own.
        await LeaveAsync(standby);
        await SubmitAsync(cluster, "next-job");
        await active.LineAsync("Job next-job is done");
        await LeaveAsync(active);
    }

    /// <summary>Starts a node and two trainers, submits a job, and waits until one of them has begun it.</summary>
    private static async Task<(ChildProcess Active, ChildProcess Standby)> BeginAsync(ProcessCluster cluster, string job)
    {
        await cluster.NodeAsync("node-a");
        var trainers = new List<ChildProcess>();
        foreach (var name in new[] { "first", "second" })
        {
            var trainer = cluster.Start(name, "trainer", "--runs", cluster.Folder[Runs], "--name", name);
            await trainer.LineAsync($"{name} joined");
            trainers.Add(trainer);
        }

        await SubmitAsync(cluster, job);
        var begins = trainers.Select(t => t.LineAsync($"Job {job} begins")).ToArray();
        var active = trainers[Array.IndexOf(begins, await Task.WhenAny(begins))];
        return (active, trainers.Single(t => t != active));
    }

    /// <summary>Lets a trainer leave in order: a job that is done but not acknowledged yet would come to the trainers of other tests.</summary>
    private static async Task LeaveAsync(ChildProcess trainer)
    {
        trainer.Terminate();
        await trainer.ExitAsync();
    }

    private static async Task SubmitAsync(ProcessCluster cluster, string job)
    {
        var (code, text) = await cluster.RunAsync(["submit", .. Settings, "--job", job]);
        Assert.True(code == 0, text);
    }
}
