using Bss2.Actors.Runtime;
using Bss2.Actors.Supervision;
using Bss2.Messages.Experiment;
using Bss2.TestKit;
using Bss2.Trainer.Training;

namespace Bss2.Trainer.Tests.Training;

/// <summary>The trainer in virtual time: a seed decides whose message is read next, and chips misbehave.</summary>
public class ScheduleTests
{
    private static readonly OneForOneStrategy Stop = new(0, Timeout.InfiniteTimeSpan, static _ => Directive.Stop);

    [Fact]
    public void No_order_of_deliveries_changes_a_result()
    {
        var reference = ResultUnder(seed: 0, new ReplicaScript());
        for (ulong seed = 1; seed <= 25; seed++)
        {
            var result = ResultUnder(seed, new ReplicaScript(DieAtBlock: (int)seed), new ReplicaScript(FailFirstAttempts: 1), new ReplicaScript(AnswerTwice: true));
            Assert.Equal(reference, result);
        }
    }

    [Fact]
    public void Weights_go_to_each_replica_once_for_each_change()
    {
        var kit = new ActorTestKit(3);
        var sent = new List<int>();
        kit.Dispatcher.OnDelivery = delivery =>
        {
            if (delivery.Message is RackConfiguration configuration && delivery.Recipient.Path.EndsWith("replica-0", StringComparison.Ordinal))
            {
                sent.Add(configuration.Version);
            }
        };
        Run(kit, Trainings.Task(Backend.Chip, replicas: 2, epochs: 2), [new ReplicaScript(), new ReplicaScript()]);

        // 8 updates at most, the last of which is tested; integers that stay the same are not sent again.
        Assert.Equal(Enumerable.Range(1, sent.Count), sent);
        Assert.InRange(sent.Count, 2, 9);
    }

    [Fact]
    public void A_replica_never_holds_more_blocks_than_permitted()
    {
        var kit = new ActorTestKit(5);
        var (held, most) = (0, 0);
        kit.Dispatcher.OnDelivery = delivery =>
        {
            // Handed over but not answered: what lies in mailboxes counts, so the count is taken where the trainer reads answers.
            held += delivery.Message is RunBlock ? 1 : 0;
            held -= delivery.Message is BlockRecording ? 1 : 0;
            most = Math.Max(most, held);
        };
        Run(kit, Trainings.Task(Backend.Chip, blockSize: 2, epochs: 1), [new ReplicaScript()]);
        Assert.InRange(most, 1, 2);
    }

    private static (string Sha256, double Loss, double? Accuracy) ResultUnder(ulong seed, params ReplicaScript[] scripts)
    {
        var events = Run(new ActorTestKit(seed), Trainings.Task(Backend.Chip, replicas: scripts.Length), scripts);
        var summary = Assert.IsType<TrainingCompleted>(events[^1]).Summary;
        return (summary.WeightsSha256, summary.TestLoss, summary.TestAccuracy);
    }

    private static List<object> Run(ActorTestKit kit, TrainingTask task, ReplicaScript[] scripts)
    {
        var events = new List<object>();
        var end = new TaskCompletionSource<object>();
        var listener = kit.System.Spawn(Props.Create(() => new ListenerActor(events.Add, end)), "listener");
        var setup = new TrainerSetup
        {
            Task = task,
            Listener = listener,
            Workers = 3,
            Clock = new StandingClock(),
            SpawnReplica = (context, k) => context.Spawn(Props.Create(() => new ScriptedReplica(scripts[k])), $"replica-{k}"),
        };
        var trainer = kit.System.Spawn(Props.Create(() => new TrainerActor(setup)).WithStrategy(Stop), "trainer");
        trainer.Tell(new StartTraining());
        kit.RunUntilIdle();
        return events;
    }
}
