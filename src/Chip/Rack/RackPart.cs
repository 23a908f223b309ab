using Bss2.Chip.Blocks;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;
using Bss2.Messages.Spikes;

namespace Bss2.Chip.Rack;

/// <summary>
/// One chip's part of a rack: the network that it sees, and what its populations and projections are in the whole one. A population of another chip that
/// projects here is an input: its recorded spikes are injected, as on the silicon.
/// </summary>
internal sealed class RackPart
{
    private readonly bool _isWhole;
    private readonly int[] _projections;
    private readonly int[] _localOf;
    private readonly bool[] _reported;

    public RackPart(NetworkSpec network, RackChip chip, int index, int[] populations, int[] projections, RackLink[] links, int[] fromChips, bool isWhole)
    {
        _isWhole = isWhole;
        (Index, Chip, Populations, _projections, Links, FromChips) = (index, chip, populations, projections, links, fromChips);
        _localOf = new int[network.Populations.Length];
        Array.Fill(_localOf, -1);
        for (var local = 0; local < populations.Length; local++)
        {
            _localOf[populations[local]] = local;
        }

        _reported = [.. populations.Select(p => network.Populations[p].RecordSpikes)];
        Network = isWhole ? network : new NetworkSpec(
            [.. populations.Select(p => Local(network.Populations[p], fromChips.Contains(p), links.Any(l => l.Population == p)))],
            [.. projections.Select(j => network.Projections[j]).Select(j => j with { Source = LocalOf(j.Source), Target = LocalOf(j.Target) })]);
    }

    /// <summary>Index of the chip in the rack.</summary>
    public int Index { get; }

    public RackChip Chip { get; }

    /// <summary>What the chip sees.</summary>
    public NetworkSpec Network { get; }

    /// <summary>[population here], its index in the whole network, rising.</summary>
    public int[] Populations { get; }

    /// <summary>What leaves the chip.</summary>
    public RackLink[] Links { get; }

    /// <summary>Populations of other chips that project here, by their index in the whole network.</summary>
    public int[] FromChips { get; }

    /// <summary>[projection here], its index in the whole network, rising.</summary>
    public ReadOnlySpan<int> Projections => _projections;

    /// <summary>The chip's share of a configuration. Weights are not copied.</summary>
    public ChipConfiguration Configuration(RackConfiguration whole) => new(
        whole.Version,
        Network,
        Chip.Settings,
        _isWhole ? whole.Weights : [.. _projections.Select((j, local) => new ProjectionWeights(local, whole.Weights[j].Values))],
        _isWhole);

    /// <summary>The chip's share of a block.</summary>
    /// <param name="block">A block that fits the whole network.</param>
    /// <param name="arrived">Spikes of all of <see cref="FromChips"/>.</param>
    public RunBlock Block(RunBlock block, IReadOnlyDictionary<int, SpikeBatch> arrived)
    {
        var inputs = new List<PopulationSpikes>();
        foreach (var input in block.Inputs)
        {
            if (_localOf[input.Population.Value] is var local and >= 0)
            {
                inputs.Add(new PopulationSpikes(new PopulationId(local), input.Spikes));
            }
        }

        inputs.AddRange(FromChips.Select(p => new PopulationSpikes(new PopulationId(_localOf[p]), arrived[p])));
        var vectors = block.Vectors.Where(v => _localOf[v.Population.Value] >= 0).Select(v => v with { Population = LocalOf(v.Population) });
        return block with { Inputs = [.. inputs], Vectors = [.. vectors] };
    }

    /// <summary>What the chip recorded, by populations of the whole network, without what was recorded for other chips alone.</summary>
    public ChipRecording Report(BlockRecording recorded, BlockId id) => new(Index, recorded with
    {
        Id = id,
        Spikes = [.. recorded.Spikes.Where(s => _reported[s.Population.Value]).Select(s => s with { Population = WholeOf(s.Population) })],
        Cadc = [.. recorded.Cadc.Select(t => t with { Population = WholeOf(t.Population) })],
        Madc = [.. recorded.Madc.Select(t => t with { Population = WholeOf(t.Population) })],
        Results = [.. recorded.Results.Select(r => r with { Population = WholeOf(r.Population) })],
    });

    /// <summary>Spikes under way to other chips.</summary>
    /// <param name="block">The block that was run.</param>
    /// <param name="recorded">What the chip recorded, by its own populations.</param>
    public IEnumerable<LinkSpikes> Send(RunBlock block, BlockRecording recorded)
    {
        foreach (var link in Links)
        {
            var own = Array.Find(recorded.Spikes, s => s.Population.Value == _localOf[link.Population])!;
            var arriving = ChipLink.Carry(own.Spikes, Chip.Settings, block.Key, link.Population, block.FirstSample, (int)block.Duration.Value);
            foreach (var target in link.TargetChips)
            {
                yield return new LinkSpikes(block.Id, block.ConfigurationVersion, target, new PopulationSpikes(new PopulationId(link.Population), arriving));
            }
        }
    }

    private static PopulationSpec Local(PopulationSpec population, bool fromChip, bool leaves) => fromChip
        ? new PopulationSpec(population.Name, PopulationKind.Input, population.Size)
        : population with { Chip = null, RecordSpikes = population.RecordSpikes || leaves };

    private PopulationId LocalOf(PopulationId whole) => new(_localOf[whole.Value]);

    private PopulationId WholeOf(PopulationId local) => new(Populations[local.Value]);
}

/// <summary>A population whose spikes leave its chip.</summary>
/// <param name="Population">Index in the whole network.</param>
/// <param name="TargetChips">Indices of the chips that it projects to, rising.</param>
internal sealed record RackLink(int Population, int[] TargetChips);
