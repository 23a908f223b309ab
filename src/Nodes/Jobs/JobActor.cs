using Bss2.Actors.Remoting.RabbitMq;
using Bss2.Actors.Runtime;
using Bss2.Messages.Cluster;
using Bss2.Nodes.Commands;
using Bss2.Nodes.Operations;

namespace Bss2.Nodes.Jobs;

/// <summary>
/// A trainer that waits for jobs and runs them one at a time. Each delivery is answered to its consumer once. A job whose connection was lost goes on: the broker gives it to whoever
/// consumes next, and either that is this trainer again, which then holds it again, or another, which takes the run folder over, so that this one's next write fails.
/// </summary>
internal sealed class JobActor(JobActorSetup setup) : Actor
{
    /// <summary>Name of the actor.</summary>
    public const string ActorName = "jobs";

    /// <summary>As much of a reason as fits its message, in characters.</summary>
    private const int LongestReason = 60_000;

    private ActorRef? _consumer;
    private TrainingJob? _job;
    private Delivery? _held;
    private (TrainingJob Job, Delivery Delivery, bool Redelivered)? _next;
    private Action? _interrupt;
    private string _activity = "standby";
    private ScheduledTell? _grace;
    private int? _exitCode;
    private bool _noMoreWork;

    public static Props Recipe(JobActorSetup setup) => Props.Create(() => new JobActor(setup))
        .WithMailbox(MailboxBound.Unbounded("one job is in hand at a time, and neither its end nor the broker's may be lost"));

    protected override void Receive(object message)
    {
        switch (message)
        {
            case JobProgressed progressed:
                _activity = _job is null ? _activity : $"job {_job.Id} {_job.Experiment}, epoch {progressed.Epoch} of {progressed.Epochs}";
                break;
            case WhoIsThere:
                (Sender == Context.System.DeadLetters ? setup.Presence : Sender).Tell(Announcement(), Self);
                break;
            case WorkDelivered work:
                Take(work, new Delivery(Sender, work.Tag));
                break;
            case JobEnded ended:
                End(ended.Outcome);
                break;
            case FailurePublished published:
                FailureStored(published.Refusal);
                break;
            case ConsumingStarted started:
                Join(started.Consumer);
                break;
            case NetworkLost or NetworkRestored or NetworkAbandoned:
                FollowBroker(message);
                break;
            case LeaveCluster:
                Leave(_job is null ? ExitCode.Done : ExitCode.Interrupted);
                break;
            case ConsumingStopped:
                _noMoreWork = true;
                Settle();
                break;
            case GraceElapsed:
                GiveUp();
                break;
            case NodeAnnounced or TrainerAnnounced or NodeRefused:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private TrainerAnnounced Announcement() => new(setup.Trainer, ClusterProtocol.Version, setup.Version, _activity);

    private void Join(ActorRef consumer)
    {
        if (_consumer is not null)
        {
            return;
        }

        _consumer = consumer;
        setup.Health.Connected();
        setup.Log.TrainerJoined(setup.Trainer, setup.Broker);
        setup.Presence.Tell(Announcement(), Self);
        if (_exitCode is not null)
        {
            consumer.Tell(new StopConsuming(), Self);
        }
    }

    private void Take(WorkDelivered work, Delivery delivery)
    {
        Join(delivery.Consumer); // The first job may be here before the consumer is known.
        if (work.Message is not TrainingJob job)
        {
            delivery.Consumer.Tell(new WorkRefused(work.Tag, $"Trainer '{setup.Trainer}' takes {nameof(TrainingJob)} from this queue, not {work.Message.GetType().Name}."), Self);
        }
        else if (_job?.Id == job.Id)
        {
            _held = delivery;
            setup.Log.JobAttached(job.Id);
        }
        else if (_exitCode is not null)
        {
            delivery.Return(Self);
        }
        else if (_job is null)
        {
            Begin(job, delivery, work.Redelivered);
        }
        else
        {
            // One job is delivered at a time, so what runs here went to another trainer while this one was cut off or asleep.
            setup.Log.JobSuperseded(_job.Id, job.Id);
            _held = null;
            _next = (job, delivery, work.Redelivered);
            _interrupt?.Invoke();
        }
    }

    private void Begin(TrainingJob job, Delivery delivery, bool redelivered)
    {
        (_job, _held) = (job, delivery);
        _activity = $"job {job.Id} {job.Experiment}";
        var interruption = new CancellationTokenSource(); // Without a timer there is nothing in it to dispose of.
        _interrupt = interruption.Cancel;
        setup.Log.JobBegins(job.Id, job.Experiment, job.Submitter, redelivered);
        setup.Run(job, Self, interruption.Token);
    }

    private void End(JobOutcome outcome)
    {
        if (_job is not { } job)
        {
            return;
        }

        switch (outcome)
        {
            case JobOutcome.Completed { Summary: var summary }:
                if (summary.TestAccuracy is { } accuracy)
                {
                    setup.Log.JobDone(job.Id, accuracy, summary.WeightsSha256);
                }
                else
                {
                    setup.Log.RegressionDone(job.Id, summary.TestLoss, summary.WeightsSha256);
                }

                _held?.Done(Self);
                break;
            case JobOutcome.Failed failed when _held is not null && _exitCode != ExitCode.Failed:
                setup.Log.JobFailed(job.Id, failed.Reason);
                setup.Publish(new JobFailed(job, Passage(failed.Reason), setup.Trainer, Context.System.Time.GetUtcNow().ToUnixTimeMilliseconds()), Self);
                return; // The job is acknowledged when its failure is stored.
            case JobOutcome.Failed failed:
                setup.Log.JobFailedUnheld(job.Id, failed.Reason);
                break;
            case JobOutcome.TakenOver taken:
                setup.Log.JobLost(job.Id, taken.Reason);
                _held?.Return(Self);
                break;
            case JobOutcome.Interrupted interrupted:
                setup.Log.JobInterrupted(job.Id, interrupted.Epoch);
                _held?.Return(Self);
                break;
        }

        Settle(ended: true);
    }

    private void FailureStored(string? refusal)
    {
        if (_job is null)
        {
            return;
        }

        if (refusal is null)
        {
            _held?.Done(Self);
        }
        else
        {
            setup.Log.FailureNotStored(_job.Id, refusal);
            _held?.Return(Self);
        }

        Settle(ended: true);
    }

    /// <summary>Decides what comes next when a job has ended or no more can come.</summary>
    private void Settle(bool ended = false)
    {
        if (ended)
        {
            (_job, _held, _activity) = (null, null, "standby");
        }

        if (_exitCode is { } exitCode)
        {
            _next?.Delivery.Return(Self);
            _next = null;
            if (_job is null && (_noMoreWork || _consumer is null || exitCode == ExitCode.Failed))
            {
                Finish(exitCode);
            }
        }
        else if (_job is null && _next is var (job, delivery, redelivered))
        {
            _next = null;
            Begin(job, delivery, redelivered);
        }
        else if (ended)
        {
            setup.Log.TrainerStandsBy(setup.Trainer);
        }
    }

    private void FollowBroker(object news)
    {
        switch (news)
        {
            case NetworkLost lost:
                setup.Log.BrokerLost(lost.Reason);
                setup.Health.Disconnected(lost.Reason);

                // Whatever was in hand is delivered again, here or elsewhere.
                (_held, _next) = (null, null);
                break;
            case NetworkRestored:
                setup.Log.BrokerBack();
                setup.Health.Connected();
                setup.Presence.Tell(Announcement(), Self);
                break;
            case NetworkAbandoned abandoned:
                setup.Log.BrokerAbandoned(abandoned.Reason);
                setup.Health.Failed(abandoned.Reason);
                (_held, _next) = (null, null);
                Leave(ExitCode.Failed);
                break;
        }
    }

    private void Leave(int exitCode)
    {
        _exitCode = exitCode == ExitCode.Failed ? exitCode : _exitCode ?? exitCode;
        setup.Health.Draining();
        _consumer?.Tell(new StopConsuming(), Self);
        _interrupt?.Invoke();
        _grace ??= Context.ScheduleTell(setup.Grace, Self, new GraceElapsed());
        Settle();
    }

    /// <summary>What should have ended by now has not.</summary>
    private void GiveUp()
    {
        if (_job is not null)
        {
            setup.Log.JobAbandoned(_job.Id, setup.Grace.TotalSeconds);
            _held?.Return(Self);
        }

        Finish(_exitCode ?? ExitCode.Failed);
    }

    private void Finish(int exitCode)
    {
        _grace?.Cancel();
        setup.Log.TrainerLeaves(setup.Trainer);
        setup.Ended.TrySetResult(exitCode);
    }

    private static string Passage(string reason) => reason.Length <= LongestReason ? reason : reason[..LongestReason] + "…";

    /// <summary>A job in hand.</summary>
    private sealed record Delivery(ActorRef Consumer, ulong Tag)
    {
        public void Done(ActorRef sender) => Consumer.Tell(new WorkDone(Tag, null), sender);

        public void Return(ActorRef sender) => Consumer.Tell(new WorkReturned(Tag), sender);
    }

    private sealed record GraceElapsed;
}
