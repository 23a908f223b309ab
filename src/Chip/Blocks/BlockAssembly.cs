using Bss2.Chip.Hagen;
using Bss2.Chip.Parts;
using Bss2.Chip.Placement;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;
using Bss2.Messages.Spikes;

namespace Bss2.Chip.Blocks;

/// <summary>Puts the parts of a block's recording together, in whatever order they come.</summary>
internal sealed class BlockAssembly
{
    private readonly BlockHeader _header;
    private readonly PopulationSpikes?[] _spikes;
    private readonly CadcTrace?[] _cadc;
    private readonly MadcNeuron[] _madcNeurons;
    private readonly MadcTrace?[] _madc;
    private readonly PopulationVectors?[] _results;
    private BlockHealth? _health;
    private int _missing = 1;

    public BlockAssembly(PlacedNetwork placed, BlockHeader header, RunBlock block)
    {
        _header = header;
        var populations = placed.Levels.Length;
        _spikes = new PopulationSpikes?[populations];
        _cadc = new CadcTrace?[populations * ChipGeometry.Hemispheres];
        _madcNeurons = placed.MadcNeurons;
        _madc = new MadcTrace?[_madcNeurons.Length];
        _missing += _madc.Length;
        _results = new PopulationVectors?[placed.Tiles is null ? 0 : populations];
        _missing += placed.Tiles?.Running(block).Count() ?? 0;
        if (placed.Tiles is not null && block.Vectors.Length == 0)
        {
            // A rack's block that does not concern this chip.
            Put(ref _health, new BlockHealth(0, 0, 0));
        }

        for (var p = 0; p < populations; p++)
        {
            _missing += placed.RecordsSpikes(new PopulationId(p)) ? 1 : 0;
            _missing += placed.RecordsCadc(new PopulationId(p)) ? placed.HemispheresOf(p) : 0;
        }
    }

    /// <summary>Each adds a part and tells whether the recording is complete.</summary>
    public bool Add(SpikesReported part) => Put(ref _spikes[part.Spikes.Population.Value], part.Spikes);

    public bool Add(CadcReported part) =>
        Put(ref _cadc[(part.Trace.Population.Value * ChipGeometry.Hemispheres) + part.Hemisphere], part.Trace);

    public bool Add(MadcReported part) => Put(
        ref _madc[Array.FindIndex(_madcNeurons, n => n.Population == part.Trace.Population.Value && n.Neuron == part.Trace.Neuron)], part.Trace);

    public bool Add(VectorsReported part) => Put(ref _results[part.Results.Population.Value], part.Results);

    public bool Add(HealthReported part) => Put(ref _health, part.Health);

    /// <summary>Whether nothing is missing.</summary>
    public bool IsComplete => _missing == 0;

    /// <summary>The recording, populations and halves in rising order.</summary>
    public BlockRecording Build() => _missing == 0
        ? new BlockRecording(_header.Id, _header.FirstSample, [.. _spikes.OfType<PopulationSpikes>()], [.. _cadc.OfType<CadcTrace>()], [.. _madc.OfType<MadcTrace>()], _health!) { Results = [.. _results.OfType<PopulationVectors>()] }
        : throw new InvalidOperationException($"Block {_header.Id} still misses {_missing} parts of its recording.");

    private bool Put<T>(ref T? place, T part)
        where T : class
    {
        if (place is null)
        {
            place = part;
            _missing--;
        }

        return _missing == 0;
    }
}
