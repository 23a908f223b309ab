using System.Diagnostics;
using Bss2.Chip.Blocks;
using Bss2.Chip.Parts;
using Bss2.Chip.Placement;
using Bss2.Messages.Experiment;
using Bss2.Messages.Spikes;

namespace Bss2.Benchmarks.Chip;

/// <summary>The stages of a chip called one after the other as the emulator does, each with its time.</summary>
internal sealed class StageClock
{
    private readonly CrossbarStage _crossbar;
    private readonly QuadrantStage?[] _quadrants;
    private readonly CadcStage[] _cadcs;
    private readonly PopulationStage[] _populations;
    private readonly Queue<BlockTransfer> _transfers = new();
    private readonly List<BlockTransfer> _outgoing = [];
    private readonly List<CadcReading> _readings = [];

    public StageClock(ChipConfiguration configuration)
    {
        var placed = Placer.Place(configuration.Network, configuration.Chip, configuration.Weights);
        var passes = QuadrantPass.Of(placed);
        var settings = CadcRules.InForce(configuration.Chip);
        var buffers = new FrameBuffers();
        _crossbar = new CrossbarStage(placed, passes, configuration.Chip);
        _quadrants = [.. Enumerable.Range(0, ChipGeometry.Quadrants).Select(q =>
            passes.Any(p => p.Quadrant == q) ? new QuadrantStage(passes, q, settings, CadcRules.Stride(configuration.Chip, placed.Network), buffers) : null)];
        _cadcs = [.. Enumerable.Range(0, ChipGeometry.Hemispheres).Select(h => new CadcStage(placed, passes, h, configuration.Chip, buffers))];
        _populations = [.. Enumerable.Range(0, placed.Levels.Length).Select(p => new PopulationStage(placed, p))];
        foreach (var quadrant in _quadrants)
        {
            quadrant?.SetWeights(configuration.Weights);
        }
    }

    /// <summary>Stopwatch ticks of each stage since the start.</summary>
    public SortedDictionary<string, long> Ticks { get; } = [];

    public void Run(RunBlock block)
    {
        var header = BlockHeader.Of(block);
        foreach (var input in block.Inputs)
        {
            _transfers.Enqueue(Timed("populations", () => _populations[input.Population.Value].Encode(header, input.Spikes)));
        }

        while (_transfers.TryDequeue(out var transfer))
        {
            Deliver(transfer);
        }
    }

    private void Deliver(BlockTransfer transfer)
    {
        switch (transfer.Spikes.Port)
        {
            case SpikePort.CrossbarToSynapses:
                var result = Timed($"quadrant {transfer.Destination}", () => _quadrants[transfer.Destination]!.Run(transfer));
                if (result.Membranes is { } membranes)
                {
                    var half = ChipGeometry.HemisphereOfQuadrant(membranes.Frame.Quadrant);
                    _readings.Clear();
                    Timed($"column ADC of the {ChipGeometry.HemisphereName(half)} half", () =>
                    {
                        _cadcs[half].Accept(membranes, _readings);
                        return true;
                    });
                    foreach (var reading in _readings)
                    {
                        Timed("populations", () => _populations[reading.Population].Decode(reading));
                    }
                }

                _transfers.Enqueue(result.Spikes);
                break;
            case SpikePort.CrossbarToHost:
                Timed("populations", () => _populations[transfer.Destination].Decode(transfer));
                break;
            default:
                _outgoing.Clear();
                Timed($"crossbar, level {transfer.Level}", () => _crossbar.Accept(transfer, _outgoing));
                foreach (var next in _outgoing)
                {
                    _transfers.Enqueue(next);
                }

                break;
        }
    }

    private T Timed<T>(string stage, Func<T> work)
    {
        var from = Stopwatch.GetTimestamp();
        var result = work();
        Ticks[stage] = Ticks.GetValueOrDefault(stage) + Stopwatch.GetTimestamp() - from;
        return result;
    }
}
