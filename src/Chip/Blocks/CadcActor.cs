using Bss2.Actors.Runtime;
using Bss2.Chip.Hagen;
using Bss2.Chip.Parts;

namespace Bss2.Chip.Blocks;

/// <summary>The column ADC of one half as an actor: membranes of its quadrants in, codes to the populations out.</summary>
internal sealed class CadcActor(ActorRef chip, int hemisphere) : Actor
{
    private readonly List<CadcReading> _readings = [];
    private CadcStage? _stage;
    private ResultCadcStage? _results;
    private ChipWiring? _wiring;

    protected override void Receive(object message)
    {
        switch (message)
        {
            case FrameTransfer transfer:
                Convert(transfer);
                break;
            case TileProducts products:
                Read(products);
                break;
            case AbandonBlock abandon:
                _stage?.Abandon(abandon.Block);
                _results?.Abandon(abandon.Block);
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
        _results = configure.Placed.Tiles is null ? null : new ResultCadcStage(configure.Placed, hemisphere, configure.Settings, configure.Wiring.Products);
        _stage = _results is not null ? null : new CadcStage(configure.Placed, configure.Passes, hemisphere, configure.Settings, configure.Wiring.Frames);
    }

    private void Read(TileProducts products)
    {
        var header = products.Pulses.Header;
        try
        {
            if (_results!.Accept(products) is { } results)
            {
                _wiring!.Populations[products.Pulses.Tile.Population].Tell(results, Self);
            }
        }
        catch (Exception fault)
        {
            chip.Tell(StageFailed.Of(header.Id, $"column ADC of the {ChipGeometry.HemisphereName(hemisphere)} half", fault), Self);
        }
    }

    private void Convert(FrameTransfer transfer)
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
            chip.Tell(StageFailed.Of(transfer.Header.Id, $"column ADC of the {ChipGeometry.HemisphereName(hemisphere)} half", fault), Self);
        }
    }
}
