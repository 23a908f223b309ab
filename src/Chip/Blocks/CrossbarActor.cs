using Bss2.Actors.Runtime;
using Bss2.Chip.Hagen;
using Bss2.Messages.Spikes;

namespace Bss2.Chip.Blocks;

/// <summary>The crossbar as an actor: spikes of inputs and quadrants in; spikes to quadrants and to recorded populations out.</summary>
internal sealed class CrossbarActor(ActorRef chip) : Actor
{
    private readonly List<BlockTransfer> _outgoing = [];
    private readonly List<TilePulses> _pulses = [];
    private VectorCrossbarStage? _vectors;
    private CrossbarStage? _stage;
    private ChipWiring? _wiring;

    protected override void Receive(object message)
    {
        switch (message)
        {
            case BlockTransfer transfer:
                Route(transfer);
                break;
            case PulseTransfer pulses:
                Route(pulses);
                break;
            case AbandonBlock abandon:
                _stage?.Abandon(abandon.Block);
                _vectors?.Abandon(abandon.Block);
                break;
            case ConfigureStage configure:
                chip.Tell(StageConfigured.Try(configure.Version, () => Configure(configure)), Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Configure(ConfigureStage configure)
    {
        _wiring = configure.Wiring;
        var tiles = configure.Placed.Tiles;
        _stage = tiles is null ? new CrossbarStage(configure.Placed, configure.Passes, configure.Settings) : null;
        _vectors = tiles is null ? null : new VectorCrossbarStage(tiles);
    }

    private void Route(PulseTransfer pulses)
    {
        _pulses.Clear();
        try
        {
            var health = _vectors!.Accept(pulses, _pulses);
            foreach (var next in _pulses)
            {
                foreach (var quadrant in next.Tile.Quadrants)
                {
                    _wiring!.Quadrants[quadrant]!.Tell(next, Self);
                }
            }

            if (health is not null)
            {
                chip.Tell(health, Self);
            }
        }
        catch (Exception fault)
        {
            chip.Tell(StageFailed.Of(pulses.Header.Id, "crossbar", fault), Self);
        }
    }

    private void Route(BlockTransfer transfer)
    {
        _outgoing.Clear();
        try
        {
            var health = _stage!.Accept(transfer, _outgoing);
            foreach (var next in _outgoing)
            {
                var receiver = next.Spikes.Port == SpikePort.CrossbarToSynapses
                    ? _wiring!.Quadrants[next.Destination]!
                    : _wiring!.Populations[next.Destination];
                receiver.Tell(next, Self);
            }

            if (health is not null)
            {
                chip.Tell(health, Self);
            }
        }
        catch (Exception fault)
        {
            chip.Tell(StageFailed.Of(transfer.Header.Id, "crossbar", fault), Self);
        }
    }
}
