using Bss2.Actors.Runtime;

namespace Bss2.Chip.Blocks;

/// <summary>The membrane ADC as an actor: membranes of sampled circuits in, codes to their populations out.</summary>
internal sealed class MadcActor(ActorRef chip) : Actor
{
    private readonly List<MadcReading> _readings = [];
    private MadcStage? _stage;
    private ChipWiring? _wiring;

    protected override void Receive(object message)
    {
        switch (message)
        {
            case MadcTransfer transfer:
                Convert(transfer);
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
        _stage = new MadcStage(configure.Placed, configure.Settings);
    }

    private void Convert(MadcTransfer transfer)
    {
        _readings.Clear();
        try
        {
            _stage!.Accept(transfer, _readings);
            foreach (var reading in _readings)
            {
                _wiring!.Populations[reading.Population].Tell(reading, Self);
            }
        }
        catch (Exception fault)
        {
            chip.Tell(StageFailed.Of(transfer.Header.Id, "membrane ADC", fault), Self);
        }
    }
}
