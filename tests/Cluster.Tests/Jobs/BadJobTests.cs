using Bss2.Actors.Remoting.RabbitMq;
using Bss2.Actors.Runtime;
using Bss2.Cluster.Tests.Processes;
using Bss2.Messages.Cluster;
using Bss2.TestKit.Broker.Xunit;

namespace Bss2.Cluster.Tests.Jobs;

/// <summary>A job that can never be run.</summary>
[Collection(SharedBroker.Name)]
public sealed class BadJobTests(BrokerFixture fixture)
{
    [BrokerFact]
    public async Task A_job_with_a_bad_configuration_is_put_aside_with_its_faults_and_the_trainer_lives_on()
    {
        await using var cluster = new ProcessCluster(fixture.Broker);
        await cluster.NodeAsync("node-a");
        var trainer = cluster.Start("trainer", "trainer", "--runs", cluster.Folder["runs"], "--name", "trainer");
        await trainer.LineAsync("trainer joined");

        // Another version of the software may have found the job good, so it comes as a message.
        await using var system = ActorSystem.Create("submitter");
        await using var network = await BrokerClient.JoinAsync(fixture.Broker, system);
        var jobs = new QueueSpec(ClusterProtocol.Jobs, QueueKind.Persistent, SingleActiveConsumer: true);
        await network.PublishAsync(jobs, new TrainingJob("bad-job", "yinyang", [new("epochs", "-1"), new("nHiden", "7")], 0, "test"));
        await trainer.LineAsync("Job bad-job failed");

        var failed = await FailureAsync(network, "bad-job");
        Assert.Contains("epochs", failed.Reason, StringComparison.Ordinal);
        Assert.Contains("nHiden", failed.Reason, StringComparison.Ordinal);

        var (code, text) = await cluster.RunAsync(["submit", .. ProcessCluster.YinYang, "--job", "good-job"]);
        Assert.True(code == 0, text);
        await trainer.LineAsync("Job good-job is done");

        // What is not acknowledged yet would come to the trainers of other tests.
        trainer.Terminate();
        await trainer.ExitAsync();
    }

    /// <summary>Looks for a failed job until it is there: the trainer logs the failure before the broker has the message.</summary>
    private static async Task<JobFailed> FailureAsync(RabbitMqNetwork network, string job)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var failed = (await network.BrowseAsync(ClusterProtocol.FailedJobs, 100, patience.Token)).OfType<JobFailed>().Where(f => f.Job.Id == job).ToArray();
            if (failed.Length > 0)
                return Assert.Single(failed);
            await Task.Delay(TimeSpan.FromMilliseconds(50), patience.Token);
        }
    }
}
