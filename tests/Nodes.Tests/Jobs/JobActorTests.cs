using Bss2.Actors.Remoting.RabbitMq;
using Bss2.Actors.Runtime;
using Bss2.Messages.Cluster;
using Bss2.Nodes.Jobs;
using Bss2.Nodes.Operations;
using Bss2.TestKit;
using Bss2.Trainer.Training;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bss2.Nodes.Tests.Jobs;

/// <summary>The trainer's side of the job queue, with a probe for the consumer, one for the topic of announcements, and runs that the test ends.</summary>
public sealed class JobActorTests
{
    private static readonly TrainingJob Job = new("job-1", "toy", [], 0, "ada");
    private static readonly TrainingJob Other = new("job-2", "toy", [], 0, "ada");
    private static readonly JobOutcome Done = new JobOutcome.Completed(new TrainingSummary("toy", "model", 1, null, 2, 0.9, 0.1, 0, 1, "00ff", "1"));
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(15);

    private readonly ActorTestKit _kit = new();
    private readonly TestProbe _consumer;
    private readonly TestProbe _presence;
    private readonly List<(TrainingJob Job, CancellationToken Interruption)> _runs = [];
    private readonly List<JobFailed> _failures = [];
    private readonly JobActorSetup _setup;
    private readonly ActorRef _actor;

    public JobActorTests()
    {
        (_consumer, _presence) = (_kit.CreateProbe("consumer"), _kit.CreateProbe("presence"));
        _setup = new JobActorSetup
        {
            Trainer = "trainer-1",
            Version = "2.1",
            Broker = "amqp://test",
            Presence = _presence.Ref,
            Run = (job, _, interruption) => _runs.Add((job, interruption)),
            Publish = (failed, _) => _failures.Add(failed),
            Grace = Grace,
            Health = new HealthState(),
            Log = NullLogger.Instance,
        };
        _actor = _kit.System.Spawn(JobActor.Recipe(_setup), JobActor.ActorName);
        Tell(new ConsumingStarted(_consumer.Ref));
        _presence.ExpectMsg(new TrainerAnnounced("trainer-1", ClusterProtocol.Version, "2.1", "standby"));
    }

    [Fact]
    public void A_job_is_acknowledged_when_it_has_ended_and_not_before()
    {
        Deliver(Job, 1);
        Assert.Equal(Job, Assert.Single(_runs).Job);
        _consumer.ExpectNoMsg(TimeSpan.FromDays(1));

        Tell(new JobEnded(Done));

        _consumer.ExpectMsg(new WorkDone(1, null));
        _consumer.ExpectNoMsg();
        Deliver(Other, 2);
        Assert.Equal(Other, _runs[1].Job);
    }

    [Fact]
    public void Whoever_asks_is_told_what_the_trainer_does()
    {
        var asker = _kit.CreateProbe();
        asker.Send(_actor, new WhoIsThere());
        Assert.Equal("standby", asker.ExpectMsg<TrainerAnnounced>().Activity);

        Deliver(Job, 1);
        Tell(new JobProgressed(2, 4));
        asker.Send(_actor, new WhoIsThere());
        Assert.Equal("job job-1 toy, epoch 2 of 4", asker.ExpectMsg<TrainerAnnounced>().Activity);

        Tell(new JobEnded(Done));
        asker.Send(_actor, new WhoIsThere());
        Assert.Equal("standby", asker.ExpectMsg<TrainerAnnounced>().Activity);
    }

    [Fact]
    public void A_job_that_cannot_be_run_is_stored_with_its_reason_before_it_is_acknowledged()
    {
        Deliver(Job, 1);
        Tell(new JobEnded(new JobOutcome.Failed("There is no experiment 'toy'.")));

        var failed = Assert.Single(_failures);
        Assert.Equal((Job, "There is no experiment 'toy'.", "trainer-1"), (failed.Job, failed.Reason, failed.Trainer));
        _consumer.ExpectNoMsg(TimeSpan.FromDays(1));
        Tell(new FailurePublished());
        _consumer.ExpectMsg(new WorkDone(1, null));

        Deliver(Other, 2);
        Assert.Equal(Other, _runs[1].Job);
    }

    [Fact]
    public void A_failure_that_cannot_be_stored_gives_the_job_back()
    {
        Deliver(Job, 1);
        Tell(new JobEnded(new JobOutcome.Failed("broken")));
        Tell(new FailurePublished("The broker is gone for good."));
        _consumer.ExpectMsg(new WorkReturned(1));
    }

    [Fact]
    public void A_reason_of_any_length_fits_its_message()
    {
        Deliver(Job, 1);
        Tell(new JobEnded(new JobOutcome.Failed(new string('x', 1_000_000))));
        Assert.True(Messages.Wire.WireCatalogue.TryDecode(Messages.Wire.WireCatalogue.Encode(Assert.Single(_failures)), out _, out var fault), fault?.ToString());
    }

    [Fact]
    public void A_job_that_is_delivered_again_while_it_runs_here_goes_on_and_is_acknowledged_once()
    {
        Deliver(Job, 1);
        Tell(new NetworkLost("cut"));
        Tell(new NetworkRestored());
        Deliver(Job, 2, redelivered: true);

        Assert.Single(_runs);
        Assert.False(_runs[0].Interruption.IsCancellationRequested);
        Tell(new JobEnded(Done));
        _consumer.ExpectMsg(new WorkDone(2, null));
        _consumer.ExpectNoMsg();
    }

    [Fact]
    public void A_job_that_ends_while_it_is_not_held_is_left_to_whoever_gets_it_next()
    {
        Deliver(Job, 1);
        Tell(new NetworkLost("cut"));
        Tell(new JobEnded(Done));
        _consumer.ExpectNoMsg();

        Tell(new NetworkRestored());
        Deliver(Job, 2, redelivered: true);
        Assert.Equal(2, _runs.Count);
        Tell(new JobEnded(Done)); // The run folder is complete.
        _consumer.ExpectMsg(new WorkDone(2, null));
    }

    [Fact]
    public void A_failure_while_the_job_is_not_held_is_not_stored()
    {
        Deliver(Job, 1);
        Tell(new NetworkLost("cut"));
        Tell(new JobEnded(new JobOutcome.Failed("no broker")));
        Assert.Empty(_failures);
        _consumer.ExpectNoMsg();
        Deliver(Other, 2);
        Assert.Equal(2, _runs.Count);
    }

    [Fact]
    public void A_run_that_was_taken_over_is_given_up_and_the_trainer_stands_by()
    {
        Deliver(Job, 1);
        Tell(new NetworkLost("asleep"));
        Tell(new NetworkRestored());
        Tell(new JobEnded(new JobOutcome.TakenOver("by another")));

        _consumer.ExpectNoMsg();
        Assert.False(_setup.Ended.Task.IsCompleted);
        Deliver(Other, 2);
        Assert.Equal(Other, _runs[1].Job);
    }

    [Fact]
    public void A_run_that_was_taken_over_although_the_job_is_held_goes_back_to_the_queue()
    {
        Deliver(Job, 1);
        Tell(new JobEnded(new JobOutcome.TakenOver("by hand")));
        _consumer.ExpectMsg(new WorkReturned(1));
    }

    [Fact]
    public void Another_job_means_that_the_running_one_is_somebody_elses()
    {
        Deliver(Job, 1);
        Deliver(Other, 2);

        Assert.True(_runs[0].Interruption.IsCancellationRequested);
        Assert.Single(_runs);
        Tell(new JobEnded(new JobOutcome.Interrupted(1)));

        Assert.Equal(Other, _runs[1].Job);
        Tell(new JobEnded(Done));
        _consumer.ExpectMsg(new WorkDone(2, null));
        _consumer.ExpectNoMsg();
    }

    [Fact]
    public void Something_else_on_the_queue_is_refused_with_the_reason()
    {
        Deliver(new WhoIsThere(), 1);
        Assert.Equal("Trainer 'trainer-1' takes TrainingJob from this queue, not WhoIsThere.", _consumer.ExpectMsg<WorkRefused>(w => w.Tag == 1).Reason);
        Assert.Empty(_runs);
    }

    [Fact]
    public async Task An_idle_trainer_leaves_at_once_with_success()
    {
        Tell(new LeaveCluster());
        _consumer.ExpectMsg(new StopConsuming());
        _consumer.Reply(new ConsumingStopped());
        _kit.RunUntilIdle();
        Assert.Equal(0, await _kit.Await(_setup.Ended.Task));
        Assert.NotNull(_setup.Health.WhyNotReady);
    }

    [Fact]
    public void A_job_that_arrives_while_the_trainer_leaves_goes_back()
    {
        Tell(new LeaveCluster());
        _consumer.ExpectMsg(new StopConsuming());
        Deliver(Job, 1);
        _consumer.ExpectMsg(new WorkReturned(1));
        Assert.Empty(_runs);
    }

    [Fact]
    public async Task A_working_trainer_saves_and_gives_its_job_back_before_it_leaves()
    {
        Deliver(Job, 1);
        Tell(new LeaveCluster());
        Assert.True(_runs[0].Interruption.IsCancellationRequested);
        _consumer.ExpectMsg(new StopConsuming());
        _consumer.Reply(new ConsumingStopped());
        _kit.RunUntilIdle();
        Assert.False(_setup.Ended.Task.IsCompleted);

        Tell(new JobEnded(new JobOutcome.Interrupted(1)));

        _consumer.ExpectMsg(new WorkReturned(1));
        Assert.Equal(130, await _kit.Await(_setup.Ended.Task));
    }

    [Fact]
    public async Task A_run_that_does_not_stop_is_left_after_the_grace()
    {
        Deliver(Job, 1);
        Tell(new LeaveCluster());
        _consumer.ExpectMsg(new StopConsuming());
        _kit.Advance(Grace - TimeSpan.FromSeconds(1));
        Assert.False(_setup.Ended.Task.IsCompleted);
        _kit.Advance(TimeSpan.FromSeconds(1));
        _consumer.ExpectMsg(new WorkReturned(1));
        Assert.Equal(130, await _kit.Await(_setup.Ended.Task));
    }

    [Fact]
    public async Task Without_a_broker_an_idle_trainer_ends_with_failure()
    {
        Tell(new NetworkLost("down"));
        Tell(new NetworkAbandoned("for two minutes"));
        Assert.Equal(1, await _kit.Await(_setup.Ended.Task));
        Assert.Equal("for two minutes", _setup.Health.WhyDead);
    }

    [Fact]
    public async Task Without_a_broker_a_working_trainer_saves_first()
    {
        Deliver(Job, 1);
        Tell(new NetworkLost("down"));
        Tell(new NetworkAbandoned("for two minutes"));
        Assert.True(_runs[0].Interruption.IsCancellationRequested);
        Assert.False(_setup.Ended.Task.IsCompleted);
        Tell(new JobEnded(new JobOutcome.Interrupted(1)));
        Assert.Equal(1, await _kit.Await(_setup.Ended.Task));
        Assert.Empty(_failures);
    }

    [Fact]
    public void What_others_announce_is_no_dead_letter()
    {
        Tell(new NodeAnnounced("n", 1, "1", 1, 1));
        Tell(new TrainerAnnounced("t", 1, "1", "standby"));
        Assert.Empty(_kit.DeadLetters);
    }

    private void Deliver(object work, ulong tag, bool redelivered = false)
    {
        _consumer.Send(_actor, new WorkDelivered(work, _kit.System.DeadLetters, redelivered, TimeSpan.Zero, tag));
        _kit.RunUntilIdle();
    }

    private void Tell(object message)
    {
        _actor.Tell(message);
        _kit.RunUntilIdle();
    }
}
