using Bss2.Actors.Runtime;
using Bss2.Messages.Experiment;
using Bss2.Trainer.Training;

namespace Bss2.Trainer.Tests.Training;

/// <summary>Trainings in an actor system that outlives them, with a replica that stands for others elsewhere.</summary>
public sealed class GivenSystemTests
{
    [Fact]
    public async Task Trainings_follow_each_other_in_one_system_and_leave_nothing_behind()
    {
        await using var system = ActorSystem.Create("host");
        var alone = await Trainings.Session().RunAsync(Trainings.Task(Backend.Chip), null);
        for (var k = 0; k < 2; k++)
        {
            var session = new TrainingSession { System = system, Name = "t", Clock = new StandingClock(), SpawnReplica = Trainings.Session().SpawnReplica };

            Assert.Equal(alone.WeightsSha256, (await session.RunAsync(Trainings.Task(Backend.Chip), null)).WeightsSha256);
            Assert.Null(system.Find("/t"));
        }
    }

    [Fact]
    public async Task What_a_replica_says_of_its_cluster_reaches_the_listener()
    {
        var log = new EventLog();
        await Session(parent =>
        {
            parent.Tell(new ClusterNotice("none is there"));
            parent.Tell(new ClusterChanged(["a"], 2));
        }).RunAsync(Trainings.Task(Backend.Chip), null, log.Add);

        Assert.Equal("none is there", Assert.Single(log.All.OfType<ClusterNotice>()).Text);
        Assert.Equal(2, Assert.Single(log.All.OfType<ClusterChanged>()).Replicas);
    }

    [Fact]
    public async Task A_lost_cluster_ends_the_training_with_the_reason()
    {
        var failed = await Assert.ThrowsAsync<TrainingFailedException>(() => Session(parent => parent.Tell(new ClusterLost("gone for good"))).RunAsync(Trainings.Task(Backend.Chip), null));

        Assert.Equal("gone for good", failed.Message);
    }

    [Fact]
    public async Task A_training_that_waits_for_its_replica_can_be_interrupted()
    {
        using var place = new TemporaryFolder();
        using var interruption = new CancellationTokenSource();
        var session = new TrainingSession { SpawnReplica = (context, _) => context.Spawn(Props.Create(() => new Silent(interruption)), "silent") };

        await Assert.ThrowsAsync<TrainingInterruptedException>(() => session.RunAsync(Trainings.Task(Backend.Chip), RunFolder.Create(place.Path), interruption: interruption.Token));

        var resumed = await Trainings.Session().RunAsync(Trainings.Task(Backend.Chip), RunFolder.Open(place.Path), resume: true);
        Assert.Equal((await Trainings.Session().RunAsync(Trainings.Task(Backend.Chip), null)).WeightsSha256, resumed.WeightsSha256);
    }

    private static TrainingSession Session(Action<ActorRef> say) => new()
    {
        SpawnReplica = (context, k) =>
        {
            say(context.Self);
            return Trainings.Session().SpawnReplica(context, k);
        },
    };

    /// <summary>Answers no block; the first one interrupts the training.</summary>
    private sealed class Silent(CancellationTokenSource interruption) : Actor
    {
        protected override void Receive(object message)
        {
            if (message is RunBlock)
            {
                interruption.Cancel();
            }
        }
    }
}
