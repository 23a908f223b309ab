using Bss2.Chip.Circuits;
using Bss2.Chip.Parts;
using Bss2.Messages.Spikes;

namespace Bss2.Chip.Blocks;

/// <summary>What the crossbar remembers of a block in flight. Objects are used again for later blocks.</summary>
internal sealed class CrossbarBlock
{
    private EventList[] _atSynapses = [];
    private List<int>[] _taken = [];
    private int _queues;

    public BlockHeader Header { get; private set; } = null!;

    /// <summary>Level whose spikes are awaited.</summary>
    public int Level { get; set; }

    /// <summary>What has arrived of this level.</summary>
    public List<SpikeTransfer> Arrived { get; } = [];

    public long InputEvents { get; set; }

    public long OutputEvents { get; set; }

    public long DroppedEvents { get; set; }

    /// <summary>Events at the synapses of a half so far, of all levels below <see cref="Level"/>.</summary>
    public EventList AtSynapses(int hemisphere, int sample) => _atSynapses[(sample * ChipGeometry.Hemispheres) + hemisphere];

    /// <summary>Slots of a queue that earlier levels have taken.</summary>
    public List<int> Taken(int queue, int sample) => _taken[(sample * _queues) + queue];

    /// <summary>Starts a block.</summary>
    /// <param name="header">The block.</param>
    /// <param name="queues">Queues whose slots are remembered from level to level; 0 if no two levels share one.</param>
    public void Begin(BlockHeader header, int queues)
    {
        Header = header;
        Level = 0;
        Arrived.Clear();
        (InputEvents, OutputEvents, DroppedEvents) = (0, 0, 0);
        _atSynapses = Cleared(_atSynapses, header.SampleCount * ChipGeometry.Hemispheres, static l => l.Clear());
        _queues = queues;
        _taken = Cleared(_taken, header.SampleCount * queues, static l => l.Clear());
    }

    private static T[] Cleared<T>(T[] lists, int count, Action<T> clear)
        where T : new()
    {
        var kept = lists.Length;
        if (kept < count)
        {
            Array.Resize(ref lists, count);
            for (var i = kept; i < count; i++)
            {
                lists[i] = new T();
            }
        }

        for (var i = 0; i < Math.Min(kept, count); i++)
        {
            clear(lists[i]);
        }

        return lists;
    }
}
