using Bss2.Actors.Runtime;
using Bss2.Chip.Hagen;
using Bss2.Messages.Identity;

namespace Bss2.Chip.Blocks;

/// <summary>A population as an actor: sends input spikes into the crossbar, translates what was recorded and reports it to the chip.</summary>
internal sealed class PopulationActor(ActorRef chip, int population) : Actor
{
    private PopulationStage? _stage;
    private ChipWiring? _wiring;

    protected override void Receive(object message)
    {
        switch (message)
        {
            case EncodeInputs inputs:
                Guard(inputs.Header.Id, () => _wiring!.Crossbar.Tell(_stage!.Encode(inputs.Header, inputs.Spikes), Self));
                break;
            case BlockTransfer transfer:
                Guard(transfer.Header.Id, () => chip.Tell(_stage!.Decode(transfer), Self));
                break;
            case CadcReading reading:
                Guard(reading.Block, () => chip.Tell(_stage!.Decode(reading), Self));
                break;
            case MadcReading reading:
                Guard(reading.Block, () => chip.Tell(_stage!.Decode(reading), Self));
                break;
            case EncodeVectors vectors:
                Guard(vectors.Header.Id, () => _wiring!.Crossbar.Tell(VectorPopulationStage.Encode(vectors), Self));
                break;
            case TileResults results:
                Guard(results.Pulses.Header.Id, () => chip.Tell(VectorPopulationStage.Decode(results), Self));
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
        _stage = configure.Placed.Tiles is null ? new PopulationStage(configure.Placed, population) : null;
    }

    private void Guard(BlockId block, Action work)
    {
        try
        {
            work();
        }
        catch (Exception fault)
        {
            chip.Tell(StageFailed.Of(block, $"population {population}", fault), Self);
        }
    }
}
