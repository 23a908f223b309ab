using Bss2.Actors.Runtime;
using Bss2.Actors.Supervision;
using Bss2.Chip.Blocks;
using Bss2.Chip.Placement;
using Bss2.Messages.Experiment;
using Bss2.Messages.Spikes;

namespace Bss2.Chip.Rack;

/// <summary>
/// One chip of a rack of several. Takes <see cref="RackConfiguration"/> (no answer), <see cref="RunBlock"/> of the whole network, and <see cref="LinkSpikes"/> from the
/// stations before it, in any order; when all of a block is there, its chip runs, spikes go on to the stations behind it, and the block's sender gets a
/// <see cref="ChipRecording"/>, or a <see cref="BlockFailed"/>. What comes twice changes nothing, a later attempt takes the place of an earlier one,
/// and what a newer run or configuration has overtaken is forgotten.
/// </summary>
public sealed class StationActor : Actor
{
    /// <summary>A part that failed takes the rack with it: whoever watches the rack decides.</summary>
    internal static readonly OneForOneStrategy Escalating = new(0, Timeout.InfiniteTimeSpan, static _ => Directive.Escalate);

    private readonly int _index;
    private readonly IReadOnlyList<ActorRef> _stations;
    private readonly HeldBlocks _held = new();
    private ActorRef _chip = null!;
    private RackConfiguration? _configuration;
    private ChipConfiguration? _part;
    private RackPlan? _plan;
    private string? _fault;

    private StationActor(int index, IReadOnlyList<ActorRef> stations) => (_index, _stations) = (index, stations);

    /// <summary>Recipe for a station.</summary>
    /// <param name="chip">Index of its chip in the rack.</param>
    /// <param name="stations">[chip], here or elsewhere, this one among them; complete before the first message.</param>
    public static Props Recipe(int chip, IReadOnlyList<ActorRef> stations) => Props.Create(() => new StationActor(chip, stations)).WithStrategy(Escalating);

    /// <inheritdoc />
    protected override void PreStart() => _chip = Context.Spawn(ChipActor.Recipe, "chip");

    /// <inheritdoc />
    protected override void Receive(object message)
    {
        switch (message)
        {
            case BlockRecording recorded:
                Report(recorded);
                break;
            case LinkSpikes link when link.TargetChip == _index:
                Arrive(link);
                break;
            case RunBlock block:
                Take(block, Sender);
                break;
            case RackConfiguration configuration:
                Configure(configuration);
                break;
            case BlockFailed failed when _held.Find(failed.Id) is { Running: { } part } held:
                _held.Remove(failed.Id);
                Fail(held.Block!, held.Asker!, $"Chip '{part.Chip.Name}': {failed.Reason}");
                break;
            case BlockFailed:
                // Of a block that a newer configuration has overtaken.
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <inheritdoc />
    protected override void PostStop()
    {
        foreach (var held in _held.All.Where(h => h.Block is not null))
        {
            Fail(held.Block!, held.Asker!, "The chip was stopped before the block was recorded; send it to another.");
        }
    }

    private void Configure(RackConfiguration configuration)
    {
        if (configuration.Version < _configuration?.Version)
        {
            return;
        }

        if (!ReferenceEquals(configuration, _configuration))
        {
            (_configuration, _part, _fault) = (configuration, null, null);
            try
            {
                _plan = _plan is { } plan && plan.Fits(configuration) ? plan : RackPlan.Of(configuration.Network, configuration.Chips);
                if (_plan.Parts.Length == _stations.Count)
                {
                    _part = _plan.Parts[_index].Configuration(configuration);
                }
                else
                {
                    _fault = $"The rack has {_plan.Parts.Length} chips and {_stations.Count} stations; each chip needs one.";
                }
            }
            catch (PlacementException fault)
            {
                (_plan, _fault) = (null, fault.Message);
            }
        }

        // The same one again: its sender believes that it was lost, and the chip knows whether it was.
        if (_part is not null)
        {
            _chip.Tell(_part, Self);
        }

        foreach (var stale in _held.ForgetOlderThan(configuration.Version))
        {
            Fail(stale.Block!, stale.Asker!, ConfigurationComparer.WrongVersion(stale.Block!, configuration.Version));
        }

        foreach (var held in _held.All.Where(h => h.Block is not null).ToArray())
        {
            StartIfReady(held);
        }
    }

    private void Take(RunBlock block, ActorRef asker)
    {
        _held.ForgetSpikesBefore(block.Id.Run);
        foreach (var stale in _held.MakeRoomFor(block.Id.Run))
        {
            Fail(stale.Block!, stale.Asker!, $"The block waited for spikes of other chips until run {block.Id.Run} took its place; send it again.");
        }

        if (block.ConfigurationVersion < _configuration?.Version)
        {
            Fail(block, asker, ConfigurationComparer.WrongVersion(block, _configuration.Version));
        }
        else if (_held.Place(block.Id, block.ConfigurationVersion) is { } held)
        {
            held.Take(block, asker);
            StartIfReady(held);
        }
        else
        {
            Fail(block, asker, $"The station of chip {_index} holds {HeldBlocks.Capacity} blocks, the most it takes, or this one for a newer configuration; send fewer blocks at a time.");
        }
    }

    private void Arrive(LinkSpikes link)
    {
        if (link.ConfigurationVersion < _configuration?.Version)
        {
            return;
        }

        if (_held.Place(link.Block, link.ConfigurationVersion) is not { } held)
        {
            Unhandled(link);
            return;
        }

        held.Add(link.Spikes);
        StartIfReady(held);
    }

    private void StartIfReady(HeldBlock held)
    {
        if (held.Running is not null || held.Block is not { } block || held.Version != _configuration?.Version)
        {
            return;
        }

        if (Fault(block) is { } fault)
        {
            _held.Remove(block.Id);
            Fail(block, held.Asker!, fault);
        }
        else if (held.HasAll(_plan!.Parts[_index]))
        {
            _chip.Tell(held.Start(_plan.Parts[_index]), Self);
        }
    }

    private string? Fault(RunBlock block) => _fault is null
        ? BlockRules.Fault(block, _configuration!.Network)
        : $"Configuration {_configuration!.Version} could not be used. {_fault}";

    private void Report(BlockRecording recorded)
    {
        if (_held.Find(recorded.Id) is not { Running: { } part, Block: { } block } held)
        {
            return;
        }

        // The spikes first: other chips wait for them.
        _held.Remove(recorded.Id);
        foreach (var link in part.Send(block, recorded))
        {
            _stations[link.TargetChip].Tell(link, Self);
        }

        held.Asker!.Tell(part.Report(recorded, block.Id), Self);
    }

    private void Fail(RunBlock block, ActorRef asker, string reason) => asker.Tell(new BlockFailed(block.Id, block.FirstSample, reason), Self);
}
