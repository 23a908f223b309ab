using Bss2.Actors.Runtime;
using Bss2.Messages.Spikes;

namespace Bss2.Chip.Blocks;

/// <summary>The crossbar as an actor: spikes of inputs and quadrants in; spikes to quadrants and to recorded populations out.</summary>
internal sealed class CrossbarActor(ActorRef chip) : Actor
{
    private readonly List<BlockTransfer> _outgoing = [];
    private CrossbarStage? _stage;
    private ChipWiring? _wiring;

    protected override void Receive(object message)
    {
        switch (message)
        {
            case BlockTransfer transfer:
                Route(transfer);
                break;
            case AbandonBlock abandon:
                _stage?.Abandon(abandon.Block);
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
        _stage = new CrossbarStage(configure.Placed, configure.Passes, configure.Settings);
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
