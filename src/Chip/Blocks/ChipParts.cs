using Bss2.Actors.Runtime;
using Bss2.Chip.Hagen;
using Bss2.Chip.Parts;
using Bss2.Chip.Placement;

namespace Bss2.Chip.Blocks;

/// <summary>The children of a chip. Each is spawned when it is first needed and kept for later configurations.</summary>
internal sealed class ChipParts(ActorContext context)
{
    private readonly FrameBuffers _frames = new();
    private readonly ProductBuffers _products = new();
    private readonly ActorRef?[] _quadrants = new ActorRef?[ChipGeometry.Quadrants];
    private readonly ActorRef?[] _cadcs = new ActorRef?[ChipGeometry.Hemispheres];
    private readonly List<ActorRef> _populations = [];
    private ActorRef? _crossbar;
    private ActorRef? _madc;
    private int[] _usedQuadrants = [];

    /// <summary>Input populations take the blocks' spikes.</summary>
    public ActorRef Population(int index) => _populations[index];

    /// <summary>Sends a placement to all parts that it uses; returns how many will answer.</summary>
    public int Configure(PlacedNetwork placed, ChipConfiguration configuration)
    {
        var passes = placed.Tiles is null ? QuadrantPass.Of(placed) : [];
        _usedQuadrants = placed.Tiles?.Quadrants ?? [.. passes.Select(p => p.Quadrant).Distinct().Order()];
        var chip = context.Self;
        _crossbar ??= context.Spawn(Props.Create(() => new CrossbarActor(chip)), "crossbar");
        foreach (var quadrant in _usedQuadrants)
        {
            _quadrants[quadrant] ??= context.Spawn(Props.Create(() => new QuadrantActor(chip, quadrant)), $"quadrant-{quadrant}");
            var hemisphere = ChipGeometry.HemisphereOfQuadrant(quadrant);
            _cadcs[hemisphere] ??= context.Spawn(Props.Create(() => new CadcActor(chip, hemisphere)), $"cadc-{hemisphere}");
        }

        if (placed.MadcNeurons.Length > 0)
        {
            _madc ??= context.Spawn(Props.Create(() => new MadcActor(chip)), "madc");
        }

        for (var p = _populations.Count; p < placed.Levels.Length; p++)
        {
            var population = p;
            _populations.Add(context.Spawn(Props.Create(() => new PopulationActor(chip, population)), $"population-{population}"));
        }

        var wiring = new ChipWiring(_crossbar, [.. _quadrants], [.. _cadcs], _madc, [.. _populations], _frames, _products);
        var message = new ConfigureStage(
            configuration.Version,
            placed,
            passes,
            CadcRules.InForce(configuration.Chip),
            CadcRules.Stride(configuration.Chip, placed.Network),
            configuration.Weights,
            wiring);
        ActorRef[] parts =
        [
            _crossbar,
            .. _usedQuadrants.Select(q => _quadrants[q]!),
            .. _usedQuadrants.Select(ChipGeometry.HemisphereOfQuadrant).Distinct().Select(h => _cadcs[h]!),
            .. placed.MadcNeurons.Length > 0 ? [_madc!] : Array.Empty<ActorRef>(),
            .. _populations.Take(placed.Levels.Length),
        ];
        return TellAll(parts, message);
    }

    /// <summary>Sends weights to the quadrants; returns how many will answer.</summary>
    public int UpdateWeights(ChipConfiguration configuration) =>
        TellAll([.. _usedQuadrants.Select(q => _quadrants[q]!)], new UpdateWeights(configuration.Version, configuration.Weights));

    /// <summary>Makes all parts forget a block.</summary>
    public void Abandon(AbandonBlock abandon)
    {
        _crossbar?.Tell(abandon, context.Self);
        foreach (var cadc in _cadcs)
        {
            cadc?.Tell(abandon, context.Self);
        }
    }

    private int TellAll(ActorRef[] parts, object message)
    {
        foreach (var part in parts)
        {
            part.Tell(message, context.Self);
        }

        return parts.Length;
    }
}
