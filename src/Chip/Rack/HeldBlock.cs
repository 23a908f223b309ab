using Bss2.Actors.Runtime;
using Bss2.Messages.Experiment;
using Bss2.Messages.Spikes;

namespace Bss2.Chip.Rack;

/// <summary>A block at a station until it is recorded: what has arrived of it, and who wants to know.</summary>
internal sealed class HeldBlock(int version)
{
    /// <summary>Spikes from other chips, by population of the whole network.</summary>
    private readonly Dictionary<int, SpikeBatch> _arrived = [];

    /// <summary>The configuration that the block needs.</summary>
    public int Version { get; } = version;

    /// <summary>The latest attempt; null while only spikes have come.</summary>
    public RunBlock? Block { get; private set; }

    /// <summary>Who is answered.</summary>
    public ActorRef? Asker { get; private set; }

    /// <summary>What the chip runs of it; null while the block waits.</summary>
    public RackPart? Running { get; private set; }

    public void Add(PopulationSpikes spikes) => _arrived[spikes.Population.Value] = spikes.Spikes;

    /// <summary>Takes an attempt, unless a later one is there already. What has arrived and what runs serves any attempt.</summary>
    public void Take(RunBlock block, ActorRef asker)
    {
        if (Block is null || Block.Id.Attempt <= block.Id.Attempt)
        {
            (Block, Asker) = (block, asker);
        }
    }

    public bool HasAll(RackPart part) => Array.TrueForAll(part.FromChips, _arrived.ContainsKey);

    /// <summary>What the chip is to run. All spikes are there.</summary>
    public RunBlock Start(RackPart part)
    {
        Running = part;
        return part.Block(Block!, _arrived);
    }
}
