using Bss2.Actors.Runtime;
using Bss2.Chip.Blocks;
using Bss2.Chip.Placement;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;

namespace Bss2.Chip.Rack;

/// <summary>
/// A replica: all chips of a network. Takes <see cref="RackConfiguration"/> (no answer) and <see cref="RunBlock"/>, which it answers to the sender with
/// <see cref="BlockRecording"/> or <see cref="BlockFailed"/>. With one chip it hands everything to a <see cref="ChipActor"/>, which answers itself; with several, each has a
/// <see cref="StationActor"/>, spikes go from station to station, and this actor puts the recordings together. A configuration waits until the blocks before it are done.
/// A later attempt of a block takes the place of an earlier one, which is not answered any more.
/// </summary>
public sealed class RackActor : Actor
{
    /// <summary>Messages that may wait for a configuration; senders keep a few blocks in flight, so more is a fault of theirs.</summary>
    private const int MaximumWaiting = 1024;

    private readonly IReadOnlyList<ActorRef>? _elsewhere;
    private readonly Dictionary<(long Run, int Block), Running> _running = [];
    private readonly Queue<(object Message, ActorRef Sender)> _waiting = new();
    private readonly HashSet<ActorRef> _ending = [];
    private ActorRef[] _chips = [];
    private ActorRef? _single;
    private RackPlan? _plan;
    private RackConfiguration? _configuration;
    private ChipConfiguration? _singleConfiguration;
    private string? _fault;

    private RackActor(IReadOnlyList<ActorRef>? elsewhere) => _elsewhere = elsewhere;

    /// <summary>Recipe for a rack whose chips are its children, each under its name.</summary>
    public static Props Recipe { get; } = Props.Create(static () => new RackActor(null)).WithStrategy(StationActor.Escalating);

    /// <summary>Recipe for a rack whose chips live elsewhere.</summary>
    /// <param name="stations">[chip], addresses of <see cref="StationActor"/>s, which get their configurations and blocks from this actor. A message that is lost on the way is sent again with the next attempt of its block.</param>
    public static Props Over(IReadOnlyList<ActorRef> stations)
    {
        ArgumentNullException.ThrowIfNull(stations);
        return Props.Create(() => new RackActor(stations));
    }

    /// <inheritdoc />
    protected override void Receive(object message)
    {
        switch (message)
        {
            case RunBlock block when _single is not null && _waiting.Count == 0:
                _single.Tell(block, Sender);
                break;
            case ChipRecording part when Find(part.Recording.Id) is { } block:
                if (block.Assembly.Add(part))
                {
                    Answer(block, block.Assembly.Build(block.Id));
                }

                break;
            case RunBlock block when _waiting.Count >= MaximumWaiting:
                Fail(block, Sender, $"The rack has {_waiting.Count} messages waiting, the most it takes; send fewer blocks at a time.");
                break;
            case RunBlock or RackConfiguration:
                _waiting.Enqueue((message, Sender));
                TakeWaiting();
                break;
            case BlockFailed failed when Find(failed.Id) is { } block && block.Id == failed.Id:
                Answer(block, failed);
                break;
            case ChipRecording or BlockFailed:
                // Of a block that was answered, or of an attempt that was replaced.
                break;
            case Terminated ended when _ending.Remove(ended.Actor):
                TakeWaiting();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <inheritdoc />
    protected override void PostStop()
    {
        foreach (var block in _running.Values)
        {
            block.Sender.Tell(new BlockFailed(block.Id, block.FirstSample, "The rack was stopped while the block ran; send it to another."), Self);
        }

        foreach (var (message, sender) in _waiting)
        {
            if (message is RunBlock block)
            {
                Fail(block, sender, "The rack was stopped before the block ran; send it to another.");
            }
        }
    }

    private Running? Find(BlockId id) => _running.GetValueOrDefault((id.Run, id.Block));

    private void Answer(Running block, object answer)
    {
        _running.Remove((block.Id.Run, block.Id.Block));
        block.Sender.Tell(answer, Self);
        TakeWaiting();
    }

    private void TakeWaiting()
    {
        while (_ending.Count == 0 && _waiting.TryPeek(out var next))
        {
            if (next.Message is RackConfiguration configuration)
            {
                if (_running.Count > 0 || !Configure(configuration))
                {
                    return;
                }

                _waiting.Dequeue();
            }
            else
            {
                _waiting.Dequeue();
                Start((RunBlock)next.Message, next.Sender);
            }
        }
    }

    /// <summary>False where chips of a former rack must end first.</summary>
    private bool Configure(RackConfiguration configuration)
    {
        try
        {
            var plan = _plan is { } former && former.Fits(configuration) ? former : RackPlan.Of(configuration.Network, configuration.Chips);
            if (!Staff(plan))
            {
                return false;
            }

            (_plan, _fault) = (plan, null);
            if (!ReferenceEquals(configuration, _configuration))
            {
                _singleConfiguration = _single is null ? null : plan.Parts[0].Configuration(configuration);
            }
        }
        catch (PlacementException fault)
        {
            _fault = fault.Message;
            (_single, _singleConfiguration) = (null, null);
        }

        _configuration = configuration;
        if (_singleConfiguration is not null)
        {
            _single!.Tell(_singleConfiguration, Self);
        }
        else if (_fault is null)
        {
            foreach (var chip in _chips)
            {
                chip.Tell(configuration, Self);
            }
        }

        return true;
    }

    /// <summary>Sees to one actor for each chip; false where others must end first.</summary>
    private bool Staff(RackPlan plan)
    {
        if (_elsewhere is not null)
        {
            _chips = _elsewhere.Count == plan.Parts.Length
                ? [.. _elsewhere]
                : throw new PlacementException([$"The rack has {plan.Parts.Length} chips and {_elsewhere.Count} stations; each chip needs one."]);
            return true;
        }

        string[] names = [.. plan.Chips.Select(c => c.Name)];
        if (_chips.Length == names.Length && _chips.Zip(names).All(c => c.First.Path.EndsWith("/" + c.Second, StringComparison.Ordinal)))
        {
            _single = _chips.Length == 1 ? _chips[0] : null;
            return true;
        }

        if (_chips.Length > 0)
        {
            foreach (var chip in _chips)
            {
                _ending.Add(chip);
                Context.Watch(chip);
                Context.Stop(chip);
            }

            (_chips, _single) = ([], null);
            return false;
        }

        // Stations know each other; none speaks before its first message, by then all are there.
        _chips = new ActorRef[names.Length];
        for (var c = 0; c < names.Length; c++)
        {
            _chips[c] = Context.Spawn(names.Length == 1 ? ChipActor.Recipe : StationActor.Recipe(c, _chips), names[c]);
        }

        _single = names.Length == 1 ? _chips[0] : null;
        return true;
    }

    private void Start(RunBlock block, ActorRef sender)
    {
        if (_fault is not null && _configuration!.Version == block.ConfigurationVersion)
        {
            Fail(block, sender, $"Configuration {_configuration.Version} could not be used. {_fault}");
        }
        else if (_configuration?.Version != block.ConfigurationVersion)
        {
            Fail(block, sender, ConfigurationComparer.WrongVersion(block, _configuration?.Version));
        }
        else if (_single is not null)
        {
            _single.Tell(block, sender);
        }
        else if (Find(block.Id) is not { } known || known.Id.Attempt <= block.Id.Attempt)
        {
            Send(block, sender);
        }
    }

    private void Send(RunBlock block, ActorRef sender)
    {
        // What chips have recorded for an earlier attempt counts: it depends on the block alone.
        var assembly = Find(block.Id)?.Assembly ?? new RackAssembly(_chips.Length);
        _running[(block.Id.Run, block.Id.Block)] = new Running(block.Id, assembly, block.FirstSample, sender);
        foreach (var chip in _chips)
        {
            if (block.Id.Attempt > 0 && _elsewhere is not null)
            {
                chip.Tell(_configuration!, Self);
            }

            chip.Tell(block, Self);
        }
    }

    private void Fail(RunBlock block, ActorRef sender, string reason) => sender.Tell(new BlockFailed(block.Id, block.FirstSample, reason), Self);

    private sealed record Running(BlockId Id, RackAssembly Assembly, int FirstSample, ActorRef Sender);
}
