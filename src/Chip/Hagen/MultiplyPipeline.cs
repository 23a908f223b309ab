using Bss2.Chip.Blocks;
using Bss2.Chip.Parts;
using Bss2.Chip.Placement;
using Bss2.Messages.Experiment;

namespace Bss2.Chip.Hagen;

/// <summary>The stages of a chip in matrix-multiply mode, called one after the other.</summary>
internal sealed class MultiplyPipeline
{
    private readonly VectorCrossbarStage _crossbar;
    private readonly MultiplyQuadrantStage?[] _quadrants;
    private readonly ResultCadcStage[] _cadcs;
    private readonly List<TilePulses> _outgoing = [];

    public MultiplyPipeline(PlacedNetwork placed, ChipSettings settings)
    {
        var buffers = new ProductBuffers();
        var used = placed.Tiles!.Quadrants;
        _crossbar = new VectorCrossbarStage(placed.Tiles);
        _quadrants = [.. Enumerable.Range(0, ChipGeometry.Quadrants).Select(q => used.Contains(q) ? new MultiplyQuadrantStage(placed, q, settings, buffers) : null)];
        _cadcs = [.. Enumerable.Range(0, ChipGeometry.Hemispheres).Select(h => new ResultCadcStage(placed, h, settings, buffers))];
    }

    public void SetWeights(ProjectionWeights[] weights)
    {
        foreach (var quadrant in _quadrants)
        {
            quadrant?.SetWeights(weights);
        }
    }

    /// <summary>Runs a block that fits the network.</summary>
    public void Run(RunBlock block, BlockHeader header, BlockAssembly assembly)
    {
        _outgoing.Clear();
        _crossbar.Abandon(block.Id);
        foreach (var cadc in _cadcs)
        {
            cadc.Abandon(block.Id);
        }

        foreach (var vectors in block.Vectors)
        {
            if (_crossbar.Accept(VectorPopulationStage.Encode(new EncodeVectors(header, vectors, block.Vectors.Length)), _outgoing) is { } health)
            {
                assembly.Add(health);
            }
        }

        foreach (var pulses in _outgoing)
        {
            foreach (var quadrant in pulses.Tile.Quadrants)
            {
                if (_cadcs[pulses.Tile.Hemisphere].Accept(_quadrants[quadrant]!.Run(pulses)) is { } results)
                {
                    assembly.Add(VectorPopulationStage.Decode(results));
                }
            }
        }
    }
}
