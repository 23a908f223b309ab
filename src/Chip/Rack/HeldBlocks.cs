using Bss2.Messages.Identity;

namespace Bss2.Chip.Rack;

/// <summary>The blocks at a station, by run and number. Bounded: whoever feeds a rack keeps a few blocks in flight.</summary>
internal sealed class HeldBlocks
{
    /// <summary>As many as a chip lets wait.</summary>
    public const int Capacity = 1024;

    private readonly Dictionary<(long Run, int Block), HeldBlock> _blocks = [];

    public IEnumerable<HeldBlock> All => _blocks.Values;

    public HeldBlock? Find(BlockId id) => _blocks.GetValueOrDefault((id.Run, id.Block));

    /// <summary>The block, or a place for it; null where there is none, or where what is held of the block belongs to a newer configuration.</summary>
    public HeldBlock? Place(BlockId id, int version)
    {
        if (Find(id) is { } known && known.Version >= version)
        {
            return known.Version == version ? known : null;
        }

        if (_blocks.Count >= Capacity)
        {
            return null;
        }

        return _blocks[(id.Run, id.Block)] = new HeldBlock(version);
    }

    public void Remove(BlockId id) => _blocks.Remove((id.Run, id.Block));

    /// <summary>Forgets what waits for a configuration that will not come any more; returns those that somebody has asked for.</summary>
    public List<HeldBlock> ForgetOlderThan(int version)
    {
        var stale = _blocks.Where(b => b.Value.Running is null && b.Value.Version < version).ToList();
        stale.ForEach(b => _blocks.Remove(b.Key));
        return [.. stale.Select(b => b.Value).Where(b => b.Block is not null)];
    }

    /// <summary>Makes room in the blocks at the expense of earlier runs, which wait for something that was lost; returns those that somebody has asked for.</summary>
    public List<HeldBlock> MakeRoomFor(long run)
    {
        if (_blocks.Count < Capacity)
        {
            return [];
        }

        var stale = _blocks.Where(b => b.Value.Running is null && b.Key.Run < run).ToList();
        stale.ForEach(b => _blocks.Remove(b.Key));
        return [.. stale.Select(b => b.Value).Where(b => b.Block is not null)];
    }

    /// <summary>Forgets spikes of earlier runs that no block came for: theirs has been answered.</summary>
    public void ForgetSpikesBefore(long run)
    {
        foreach (var key in _blocks.Where(b => b.Key.Run < run && b.Value.Block is null).Select(b => b.Key).ToArray())
        {
            _blocks.Remove(key);
        }
    }
}
