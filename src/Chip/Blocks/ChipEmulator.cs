using Bss2.Chip.Hagen;
using Bss2.Chip.Parts;
using Bss2.Chip.Placement;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;
using Bss2.Messages.Spikes;

namespace Bss2.Chip.Blocks;

/// <summary>
/// One emulated chip without actors: the same stages, called one after the other. For tests, benchmarks and measurements; the bytes of its
/// recordings equal those of <see cref="ChipActor"/>. Not safe for several threads at once.
/// </summary>
public sealed class ChipEmulator
{
    private readonly FrameBuffers _buffers = new();
    private readonly Queue<BlockTransfer> _transfers = new();
    private readonly List<BlockTransfer> _outgoing = [];
    private readonly List<CadcReading> _readings = [];
    private readonly List<MadcReading> _madcReadings = [];
    private ChipConfiguration? _configuration;
    private CrossbarStage _crossbar = null!;
    private QuadrantStage?[] _quadrants = [];
    private CadcStage[] _cadcs = [];
    private MadcStage _madc = null!;
    private MultiplyPipeline? _pipeline;
    private PopulationStage[] _populations = [];

    /// <summary>The placed network; null before the first configuration.</summary>
    public PlacedNetwork? Placed { get; private set; }

    /// <summary>Takes a configuration; places the network again only if it or the chip has changed.</summary>
    /// <exception cref="PlacementException">It does not fit; the former configuration stays.</exception>
    public void Configure(ChipConfiguration configuration)
    {
        if (Placed is { } placed && _configuration is { } former && ConfigurationComparer.SamePlacement(former, configuration))
        {
            Placer.CheckWeights(placed.Network, configuration.Weights);
        }
        else
        {
            placed = Placer.Place(configuration.Network, configuration.Chip, configuration.Weights);
            Build(placed, configuration);
        }

        _pipeline?.SetWeights(configuration.Weights);
        foreach (var quadrant in _quadrants)
        {
            quadrant?.SetWeights(configuration.Weights);
        }

        (Placed, _configuration) = (placed, configuration);
    }

    /// <summary>Runs a block.</summary>
    /// <exception cref="InvalidOperationException">The block names another version than that of the configuration.</exception>
    /// <exception cref="ArgumentException">The block's inputs do not fit the network.</exception>
    public BlockRecording Run(RunBlock block)
    {
        if (Placed is not { } placed || _configuration is not { } configuration || configuration.Version != block.ConfigurationVersion)
        {
            throw new InvalidOperationException(ConfigurationComparer.WrongVersion(block, _configuration?.Version));
        }

        if (BlockRules.Fault(block, configuration) is { } fault)
        {
            throw new ArgumentException(fault, nameof(block));
        }

        var header = BlockHeader.Of(block);
        var assembly = new BlockAssembly(placed, header, block);
        if (_pipeline is not null)
        {
            _pipeline.Run(block, header, assembly);
            return assembly.Build();
        }

        Forget(block.Id);
        foreach (var input in block.Inputs)
        {
            _transfers.Enqueue(_populations[input.Population.Value].Encode(header, input.Spikes));
        }

        while (_transfers.TryDequeue(out var transfer))
        {
            Deliver(transfer, assembly);
        }

        return assembly.Build();
    }

    private void Build(PlacedNetwork placed, ChipConfiguration configuration)
    {
        _pipeline = placed.Tiles is null ? null : new MultiplyPipeline(placed, configuration.Chip);
        if (_pipeline is not null)
        {
            _quadrants = [];
            return;
        }

        var passes = QuadrantPass.Of(placed);
        var settings = CadcRules.InForce(configuration.Chip);
        var stride = CadcRules.Stride(configuration.Chip, placed.Network);
        _crossbar = new CrossbarStage(placed, passes, settings);
        _quadrants = [.. Enumerable.Range(0, ChipGeometry.Quadrants).Select(q =>
            passes.Any(p => p.Quadrant == q) ? new QuadrantStage(passes, q, settings, stride, _buffers) : null)];
        _cadcs = [.. Enumerable.Range(0, ChipGeometry.Hemispheres).Select(h => new CadcStage(placed, passes, h, settings, _buffers))];
        _madc = new MadcStage(placed, settings);
        _populations = [.. Enumerable.Range(0, placed.Levels.Length).Select(p => new PopulationStage(placed, p))];
    }

    /// <summary>Clears what a run that ended in an exception may have left.</summary>
    private void Forget(BlockId id)
    {
        _transfers.Clear();
        _outgoing.Clear();
        _readings.Clear();
        _madcReadings.Clear();
        _crossbar.Abandon(id);
        foreach (var cadc in _cadcs)
        {
            cadc.Abandon(id);
        }
    }

    private void Deliver(BlockTransfer transfer, BlockAssembly assembly)
    {
        switch (transfer.Spikes.Port)
        {
            case SpikePort.CrossbarToSynapses:
                var result = _quadrants[transfer.Destination]!.Run(transfer);
                if (result.Membranes is { } membranes)
                {
                    Convert(membranes, assembly);
                }

                if (result.Madc is { } madc)
                {
                    Convert(madc, assembly);
                }

                _transfers.Enqueue(result.Spikes);
                break;
            case SpikePort.CrossbarToHost:
                assembly.Add(_populations[transfer.Destination].Decode(transfer));
                break;
            default:
                if (_crossbar.Accept(transfer, _outgoing) is { } health)
                {
                    assembly.Add(health);
                }

                foreach (var next in _outgoing)
                {
                    _transfers.Enqueue(next);
                }

                _outgoing.Clear();
                break;
        }
    }

    private void Convert(MadcTransfer madc, BlockAssembly assembly)
    {
        _madc.Accept(madc, _madcReadings);
        foreach (var reading in _madcReadings)
        {
            assembly.Add(_populations[reading.Population].Decode(reading));
        }

        _madcReadings.Clear();
    }

    private void Convert(FrameTransfer membranes, BlockAssembly assembly)
    {
        _cadcs[ChipGeometry.HemisphereOfQuadrant(membranes.Frame.Quadrant)].Accept(membranes, _readings);
        foreach (var reading in _readings)
        {
            assembly.Add(_populations[reading.Population].Decode(reading));
        }

        _readings.Clear();
    }
}
