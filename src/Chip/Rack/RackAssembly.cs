using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;

namespace Bss2.Chip.Rack;

/// <summary>Puts the recordings of a rack's chips together to that of a block, in whatever order they come.</summary>
internal sealed class RackAssembly(int chips)
{
    private readonly BlockRecording?[] _parts = new BlockRecording?[chips];

    /// <summary>Adds a chip's part, once; tells whether the recording is complete.</summary>
    public bool Add(ChipRecording part)
    {
        if (part.Chip < _parts.Length)
        {
            _parts[part.Chip] ??= part.Recording;
        }

        return Array.TrueForAll(_parts, p => p is not null);
    }

    /// <summary>The recording, populations in rising order; events counted over all chips, those between chips once where they leave and once where they enter.</summary>
    public BlockRecording Build(BlockId id)
    {
        var parts = Array.ConvertAll(_parts, p => p!);
        return new BlockRecording(
            id,
            parts[0].FirstSample,
            [.. parts.SelectMany(p => p.Spikes).OrderBy(s => s.Population.Value)],
            [.. parts.SelectMany(p => p.Cadc).OrderBy(t => t.Population.Value)],
            [.. parts.SelectMany(p => p.Madc).OrderBy(t => t.Population.Value)],
            new BlockHealth(parts.Sum(p => p.Health.InputEvents), parts.Sum(p => p.Health.OutputEvents), parts.Sum(p => p.Health.DroppedEvents)))
        {
            Results = [.. parts.SelectMany(p => p.Results).OrderBy(r => r.Population.Value)],
        };
    }
}
