using Bss2.Actors.Remoting.RabbitMq;
using Bss2.Actors.Runtime;
using Bss2.Actors.Supervision;
using Bss2.Messages.Cluster;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;
using Bss2.Nodes.Operations;

namespace Bss2.Nodes.Cluster;

/// <summary>
/// A node of a cluster: lends its racks to whichever training has blocks on the queue. Every delivery is answered to its consumer once, with <see cref="WorkDone"/>,
/// <see cref="WorkReturned"/> or <see cref="WorkRefused"/>; how many are in hand is bounded by the consumer's prefetch. It keeps nothing that a trainer could not send again.
/// </summary>
internal sealed class NodeActor(NodeSetup setup) : Actor
{
    /// <summary>Name of the actor, the same on all nodes.</summary>
    public const string ActorName = "node";

    /// <summary>Path of the actor, the same on all nodes.</summary>
    public const string Path = "/" + ActorName;

    /// <summary>Trainings that are kept while they have nothing in hand.</summary>
    public const int MostTrainings = 8;

    /// <summary>Ended trainings that are remembered, so that what is left of them in the queue is dropped at once.</summary>
    private const int MostEnded = 64;

    private readonly Dictionary<string, NodeTraining> _trainings = [];
    private readonly Dictionary<string, NodeStations> _pinned = [];
    private readonly List<string> _recency = [];
    private readonly Queue<string> _ended = new();
    private readonly HashSet<ActorRef> _refusers = [];
    private ActorRef? _consumer;
    private bool _draining;
    private bool _noMoreWork;
    private int _trainingsMade;
    private long _done;

    /// <summary>Recipe for a node. A rack that fails is not restarted: it is replaced, and its blocks run again.</summary>
    public static Props Recipe(NodeSetup setup) => Props.Create(() => new NodeActor(setup))
        .WithStrategy(new OneForOneStrategy(0, Timeout.InfiniteTimeSpan, static _ => Directive.Stop))
        .WithMailbox(MailboxBound.Unbounded("deliveries are bounded by the prefetch, and none of them may be lost"));

    protected override void Receive(object message)
    {
        switch (message)
        {
            case BlockRecording recording:
                Answer(recording, recording.Id);
                break;
            case WorkDelivered work:
                Take(work);
                break;
            case ClusterConfiguration configuration:
                Configure(configuration);
                break;
            case BlockFailed failed:
                Answer(failed, failed.Id);
                break;
            case ConfigurationOverdue overdue:
                _trainings.GetValueOrDefault(overdue.Training)?.AskForConfiguration();
                break;
            case TrainingEnded ended:
                Forget(ended.Training);
                Remember(ended.Training);
                break;
            case Terminated terminated:
                Lose(terminated.Actor);
                break;
            case WhoIsThere:
                (Sender == Context.System.DeadLetters ? setup.Presence : Sender).Tell(Announcement(), Self);
                break;
            case NodeRefused refused when _refusers.Add(Sender):
                setup.Log.NodeRefused(setup.Name, $"{Sender}: {refused.Reason}");
                break;
            case JoinCluster join:
                Join(join.Consumer);
                break;
            case DrainNode:
                Drain();
                break;
            case ConsumingStopped:
                _noMoreWork = true;
                break;
            case NetworkLost or NetworkRestored or NetworkAbandoned:
                FollowBroker(message);
                break;
            case NodeRefused or NodeAnnounced or TrainerAnnounced:
                break;
            default:
                Unhandled(message);
                break;
        }

        Settle();
    }

    private void Join(ActorRef consumer)
    {
        _consumer = consumer;
        setup.Health.Connected();
        setup.Log.NodeJoined(setup.Name, setup.Broker, setup.Cores, setup.Replicas, ClusterProtocol.Version);
        Announce();
    }

    private int InHand => _trainings.Values.Sum(training => training.InHand);

    private NodeAnnounced Announcement() => new(setup.Name, ClusterProtocol.Version, setup.Version, setup.Cores, setup.Replicas, _draining);

    private void Announce() => setup.Presence.Tell(Announcement(), Self);

    private void Take(WorkDelivered work)
    {
        if (_draining)
        {
            Sender.Tell(new WorkReturned(work.Tag), Self);
        }
        else if (work.Message is not BlockOrder order)
        {
            Refuse(work, $"Node '{setup.Name}' takes {nameof(BlockOrder)} from this queue, not {work.Message.GetType().Name}.");
        }
        else if (work.ReplyTo == Context.System.DeadLetters)
        {
            Refuse(work, $"Nobody is named who wants the answer to block {order.Block.Id.Block} of training '{order.Training}'.");
        }
        else if (_ended.Contains(order.Training))
        {
            Sender.Tell(new WorkDone(work.Tag, null, Self), Self);
        }
        else
        {
            Training(order.Training, work.ReplyTo).Take(order.Block, new Delivery(Sender, work.Tag, work.Redelivered, work.QueueWait));
        }
    }

    private void Refuse(WorkDelivered work, string reason)
    {
        setup.Log.MessageRefused(reason);
        Sender.Tell(new WorkRefused(work.Tag, reason), Self);
    }

    private void Configure(ClusterConfiguration configuration)
    {
        if (_draining || _ended.Contains(configuration.Training))
        {
            return;
        }

        if (configuration.Pins.Length == 0)
        {
            Training(configuration.Training, Sender).Configure(configuration.Configuration);
        }
        else if (configuration.Pins.Length != configuration.Configuration.Chips.Length || !configuration.Configuration.Chips.All(c => IsName(c.Name)))
        {
            setup.Log.MessageRefused($"Training '{configuration.Training}' pins {configuration.Pins.Length} of {configuration.Configuration.Chips.Length} chips, or one without a proper name; each chip needs a name and a node.");
        }
        else if (configuration.Pins.Contains(setup.Name))
        {
            Pin(configuration);
        }
    }

    private static bool IsName(string name) => !string.IsNullOrWhiteSpace(name) && !name.Contains('/', StringComparison.Ordinal);

    private void Pin(ClusterConfiguration configuration)
    {
        if (!_pinned.TryGetValue(configuration.Training, out var stations))
        {
            setup.Log.TrainingSeen(configuration.Training, configuration.Configuration.Version);
            _pinned.Add(configuration.Training, stations = new NodeStations(Sender, setup, Context));
            Context.Watch(Sender);
        }

        stations.Hold(configuration);
    }

    private void Answer(object answer, BlockId id)
    {
        foreach (var training in _trainings.Values)
        {
            if (training.Answer(answer, id, Sender))
            {
                return;
            }
        }
    }

    private void Lose(ActorRef gone)
    {
        if (_trainings.Values.Any(training => training.Lose(gone)) || _pinned.Values.Any(stations => stations.Lose(gone)))
        {
            return;
        }

        // A trainer, which comes back as another one if at all.
        _refusers.Remove(gone);
        string[] theirs = [.. _trainings.Where(t => t.Value.Trainer == gone).Select(t => t.Key), .. _pinned.Where(t => t.Value.Trainer == gone).Select(t => t.Key)];
        foreach (var training in theirs)
        {
            Forget(training);
        }
    }

    /// <summary>The training of that identity, now the latest in use.</summary>
    private NodeTraining Training(string id, ActorRef trainer)
    {
        if (_trainings.TryGetValue(id, out var known))
        {
            _recency.Remove(id);
            _recency.Add(id);
            return known;
        }

        while (_trainings.Count >= MostTrainings && _recency.Find(idle => _trainings[idle].InHand == 0) is { } oldest)
        {
            Forget(oldest);
        }

        var training = new NodeTraining(id, trainer, $"training-{_trainingsMade++}", setup, Context);
        _trainings.Add(id, training);
        _recency.Add(id);
        Context.Watch(trainer);
        return training;
    }

    private void Forget(string id)
    {
        if (_trainings.Remove(id, out var training))
        {
            _recency.Remove(id);
            training.Forget();
            _done += training.Done;
            setup.Log.TrainingForgotten(id, training.Done);
            UnwatchIfUnused(training.Trainer);
        }

        if (_pinned.Remove(id, out var stations))
        {
            stations.Stop();
            setup.Log.StationsForgotten(id);
            UnwatchIfUnused(stations.Trainer);
        }
    }

    private void UnwatchIfUnused(ActorRef trainer)
    {
        if (!_trainings.Values.Any(other => other.Trainer == trainer) && !_pinned.Values.Any(other => other.Trainer == trainer))
        {
            Context.Unwatch(trainer);
        }
    }

    private void Remember(string ended)
    {
        _ended.Enqueue(ended);
        if (_ended.Count > MostEnded)
        {
            _ended.Dequeue();
        }
    }

    private void Drain()
    {
        if (_draining)
        {
            return;
        }

        _draining = true;
        setup.Health.Draining();
        setup.Log.NodeDraining(setup.Name, InHand);
        Announce();
        _noMoreWork = _consumer is null;
        _consumer?.Tell(new StopConsuming(), Self);
        foreach (var training in _trainings.Values)
        {
            training.ReturnWaiting();
        }
    }

    private void FollowBroker(object happened)
    {
        switch (happened)
        {
            case NetworkLost lost:
                setup.Health.Disconnected(lost.Reason);
                setup.Log.BrokerLost(lost.Reason);
                if (_draining)
                {
                    // The broker has taken back what is in hand, so there is nothing to wait for.
                    End();
                }

                break;
            case NetworkRestored:
                setup.Health.Connected();
                setup.Log.BrokerBack();
                Announce();
                break;
            case NetworkAbandoned abandoned:
                setup.Health.Failed(abandoned.Reason);
                setup.Log.BrokerAbandoned(abandoned.Reason);
                End($"The broker did not come back: {abandoned.Reason}");
                break;
        }
    }

    /// <summary>After each message: how much is in hand, and whether the end has come.</summary>
    private void Settle()
    {
        var inHand = InHand;
        setup.Meter.InHand(inHand);
        if (_draining && _noMoreWork && inHand == 0)
        {
            End();
        }
    }

    private void End(string? fault = null) => setup.Ended.TrySetResult(new NodeEnd(_done + _trainings.Values.Sum(training => training.Done), fault));
}
