using Bss2.Actors.Runtime;
using Bss2.Chip.Hagen;
using Bss2.Chip.Parts;
using Bss2.Messages.Experiment;

namespace Bss2.Chip.Blocks;

/// <summary>A quadrant as an actor: spikes at its synapses in; spikes to the crossbar and membranes to the column ADC out.</summary>
internal sealed class QuadrantActor(ActorRef chip, int quadrant) : Actor
{
    private QuadrantStage? _stage;
    private MultiplyQuadrantStage? _multiplier;
    private ChipWiring? _wiring;

    protected override void Receive(object message)
    {
        switch (message)
        {
            case BlockTransfer transfer:
                Run(transfer);
                break;
            case TilePulses pulses:
                Multiply(pulses);
                break;
            case UpdateWeights update:
                chip.Tell(StageConfigured.Try(update.Version, () => SetWeights(update.Weights)), Self);
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
        _multiplier = configure.Placed.Tiles is null ? null : new MultiplyQuadrantStage(configure.Placed, quadrant, configure.Settings, configure.Wiring.Products);
        _stage = _multiplier is not null ? null : new QuadrantStage(configure.Passes, quadrant, configure.Settings, configure.CadcStride, configure.Wiring.Frames);
        SetWeights(configure.Weights);
    }

    private void SetWeights(ProjectionWeights[] weights)
    {
        _multiplier?.SetWeights(weights);
        _stage?.SetWeights(weights);
    }

    private void Multiply(TilePulses pulses)
    {
        try
        {
            _wiring!.Cadcs[pulses.Tile.Hemisphere]!.Tell(_multiplier!.Run(pulses), Self);
        }
        catch (Exception fault)
        {
            chip.Tell(StageFailed.Of(pulses.Header.Id, $"quadrant {quadrant}", fault), Self);
        }
    }

    private void Run(BlockTransfer transfer)
    {
        try
        {
            var result = _stage!.Run(transfer);
            if (result.Membranes is { } membranes)
            {
                _wiring!.Cadcs[ChipGeometry.HemisphereOfQuadrant(quadrant)]!.Tell(membranes, Self);
            }

            if (result.Madc is { } madc)
            {
                _wiring!.Madc!.Tell(madc, Self);
            }

            _wiring!.Crossbar.Tell(result.Spikes, Self);
        }
        catch (Exception fault)
        {
            chip.Tell(StageFailed.Of(transfer.Header.Id, $"quadrant {quadrant}", fault), Self);
        }
    }
}
