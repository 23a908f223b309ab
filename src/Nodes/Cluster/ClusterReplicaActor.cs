using Bss2.Actors.Remoting.RabbitMq;
using Bss2.Actors.Runtime;
using Bss2.Messages.Cluster;
using Bss2.Messages.Experiment;
using Bss2.Trainer.Training;

namespace Bss2.Nodes.Cluster;

/// <summary>
/// The whole cluster as one replica of the trainer, its parent. Broadcasts the <see cref="RackConfiguration"/>, puts each <see cref="RunBlock"/> on the queue of blocks, publishes
/// again what has no answer, and gives each answer to the parent once, under the identity that the parent knows. Tells the parent who is there.
/// </summary>
internal sealed class ClusterReplicaActor(ClusterReplicaSetup setup) : Actor
{
    /// <summary>Time between two looks at what is overdue.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    /// <summary>Ticks between two questions who is there: a node may have missed one, or its answer may be lost.</summary>
    private const int TicksBetweenQuestions = 5;

    private readonly UnansweredBlocks _unanswered = new(2 * setup.Heartbeat);
    private readonly NodeRoster _nodes = new();
    private readonly HashSet<string> _missed = [];
    private PinnedRack? _pinned;
    private RackConfiguration? _configuration;
    private long _started;
    private int _ticks;
    private bool _brokerLost;

    private ActorRef Trainer => Context.Parent;

    private TimeSpan Now => Context.System.Time.GetElapsedTime(_started);

    protected override void PreStart()
    {
        _started = Context.System.Time.GetTimestamp();
        _pinned = setup.Pins.Length == 0 ? null : new PinnedRack(setup, Context);
        var self = Self;
        setup.Subscribe(self).ContinueWith(
            subscribing => self.Tell(new Subscribed(subscribing.Exception?.GetBaseException().Message)),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        Context.ScheduleTell(Tick, Self, Ticked.Instance);
    }

    protected override void Receive(object message)
    {
        switch (message)
        {
            case BlockRecording recording:
                if (_unanswered.Answer(recording.Id, Now) is { } asked)
                {
                    Trainer.Tell(recording with { Id = asked }, Self);
                }

                break;
            case RunBlock block:
                Publish([_unanswered.Add(block, Now)]);
                break;
            case RackConfiguration configuration:
                Configure(configuration);
                break;
            case BlockFailed failed:
                if (_unanswered.Fail(failed.Id, Now) is { } known)
                {
                    Trainer.Tell(failed with { Id = known }, Self);
                }

                break;
            case ConfigurationWanted wanted when wanted.Training == setup.Training && _configuration is not null:
                GiveConfiguration();
                break;
            case NodeAnnounced announced:
                Meet(announced);
                break;
            case Terminated terminated:
                Lose(terminated.Actor);
                break;
            case Ticked:
                LookAround();
                break;
            case Subscribed subscribed:
                BeginListening(subscribed.Fault);
                break;
            case NetworkLost or NetworkRestored or NetworkAbandoned:
                FollowBroker(message);
                break;
            case WhoIsThere when setup.Activity is not null:
                Sender.Tell(new TrainerAnnounced(Context.System.Name, ClusterProtocol.Version, SoftwareVersion.Text, setup.Activity), Self);
                break;
            case ConfigurationWanted or WhoIsThere or TrainerAnnounced or ClusterConfiguration or TrainingEnded:
                // What is said to everybody, or of another training.
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    protected override void PostStop() => setup.Configurations.Tell(new TrainingEnded(setup.Training), Self);

    private ClusterConfiguration Configuration() => new(setup.Training, _configuration!, []);

    private void Configure(RackConfiguration configuration)
    {
        var first = _configuration is null;
        _configuration = configuration;
        if (_pinned is null)
        {
            setup.Configurations.Tell(Configuration(), Self);
            return;
        }

        _pinned.Configure(configuration);
        if (first)
        {
            _nodes.ForEach(_pinned.Greet);
        }
    }

    /// <summary>A node misses a configuration, or has made the chips that are pinned to it.</summary>
    private void GiveConfiguration()
    {
        if (_pinned is null)
        {
            Sender.Tell(Configuration(), Self);
        }
        else if (_nodes.NameOf(Sender) is { } node && _pinned.TakeReady(node, idle: _unanswered.Count == 0))
        {
            Publish(_unanswered.All(Now));
        }
    }

    private void Publish(params IEnumerable<RunBlock> blocks)
    {
        foreach (var block in blocks)
        {
            if (_pinned is null)
            {
                setup.Blocks.Tell(new BlockOrder(setup.Training, block), Self);
            }
            else if (_pinned.IsReady)
            {
                _pinned.Run(block);
            }
        }
    }

    private void BeginListening(string? fault)
    {
        if (fault is not null)
        {
            Trainer.Tell(new ClusterLost($"The announcements of nodes cannot be heard: {fault}"), Self);
            return;
        }

        setup.Presence.Tell(new WhoIsThere(), Self);
    }

    private void Meet(NodeAnnounced announced)
    {
        var address = Sender;
        if (announced.Protocol != ClusterProtocol.Version)
        {
            Refuse(announced, address);
            return;
        }

        if (_pinned?.Uses(announced.Name) == false)
        {
            return;
        }

        var first = _nodes.IsEmpty;
        var changed = _nodes.Take(announced, address);
        if (!announced.Draining)
        {
            _pinned?.Greet(announced.Name, address);
        }

        if (!changed)
        {
            return;
        }

        if (announced.Draining)
        {
            _pinned?.Lose(announced.Name);
            Context.Unwatch(address);
        }
        else
        {
            Context.Watch(address);
        }

        if (first)
        {
            _unanswered.Restart(Now);
        }

        TellWhoIsThere();
    }

    private void Refuse(NodeAnnounced announced, ActorRef address)
    {
        var reason = $"Node '{announced.Name}' speaks protocol {announced.Protocol} (version {announced.Version}) and this trainer protocol {ClusterProtocol.Version}; install the same version on both.";
        address.Tell(new NodeRefused(reason), Self);
        if (_nodes.Refuse(announced.Name))
        {
            Trainer.Tell(new ClusterNotice(reason), Self);
        }
    }

    private void Lose(ActorRef address)
    {
        if (_nodes.Lose(address) is { } name)
        {
            _pinned?.Lose(name);
            Trainer.Tell(new ClusterNotice(_pinned is null ? $"Node '{name}' is lost; its blocks go to others." : $"Node '{name}' is lost."), Self);
            TellWhoIsThere();

            // It may be back already, as another process.
            setup.Presence.Tell(new WhoIsThere(), Self);
        }
    }

    private void TellWhoIsThere()
    {
        _missed.IntersectWith(Missing());
        Trainer.Tell(_nodes.Event(), Self);
    }

    private void LookAround()
    {
        Context.ScheduleTell(Tick, Self, Ticked.Instance);
        if (_brokerLost)
        {
            return;
        }

        if (++_ticks % TicksBetweenQuestions == 0)
        {
            setup.Presence.Tell(new WhoIsThere(), Self);
        }

        // Repeating blocks while nobody takes them would only fill the queue.
        if (_pinned?.IsReady ?? !_nodes.IsEmpty)
        {
            Publish(_unanswered.Overdue(Now));
        }

        if (_unanswered.Count > 0)
        {
            TellWhoIsMissing();
        }
    }

    /// <summary>Each absence is told once.</summary>
    private void TellWhoIsMissing()
    {
        foreach (var text in Missing().Where(_missed.Add))
        {
            Trainer.Tell(new ClusterNotice(text), Self);
        }
    }

    private string[] Missing() => _pinned is not null
        ? [.. _pinned.Missing(_nodes.Has)]
        : _nodes.IsEmpty ? [$"No node is there; the training waits for one. Start one with: bss2 node --cluster {setup.Broker}"] : [];

    private void FollowBroker(object happened)
    {
        switch (happened)
        {
            case NetworkLost lost:
                _brokerLost = true;
                Trainer.Tell(new ClusterNotice($"The broker is out of reach ({lost.Reason}); waiting for it."), Self);
                break;
            case NetworkRestored:
                _brokerLost = false;
                Trainer.Tell(new ClusterNotice("The broker is back."), Self);
                if (_configuration is not null && _pinned is null)
                {
                    setup.Configurations.Tell(Configuration(), Self);
                }

                Publish(_unanswered.All(Now));
                setup.Presence.Tell(new WhoIsThere(), Self);
                break;
            case NetworkAbandoned abandoned:
                Trainer.Tell(new ClusterLost($"The broker did not come back: {abandoned.Reason} Go on from the last checkpoint with --resume."), Self);
                break;
        }
    }

    private sealed record Ticked
    {
        public static Ticked Instance { get; } = new();
    }

    private sealed record Subscribed(string? Fault);
}
