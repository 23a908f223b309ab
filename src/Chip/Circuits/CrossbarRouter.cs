using System.Runtime.InteropServices;
using Bss2.Chip.Parts;
using Bss2.Messages.Experiment;

namespace Bss2.Chip.Circuits;

/// <summary>
/// Routes the events of one sample through injection, neuron outputs, crossbar nodes, PADI buses and links.
/// Levels are routed one after the other; where two share a port, the earlier level has priority (an approximation: the silicon arbitrates
/// fairly, but then a level could not be routed before the next has run).
/// </summary>
/// <remarks>Owns its buffers: not safe for several threads at once. Allocates nothing once they have grown.</remarks>
internal sealed class CrossbarRouter
{
    /// <summary>Queues: 0..7 neuron event outputs, then the 12 crossbar outputs.</summary>
    public const int Queues = ChipGeometry.EventOutputs + CrossbarPorts.Outputs;

    private readonly CrossbarNode[][] _nodesOf;
    private readonly bool _queues;
    private readonly int _labelOutTicks;
    private readonly int _synapseTicks;
    private readonly EventList _injected = new();
    private readonly EventList[] _fromNeurons = NewLists(ChipGeometry.EventOutputs);
    private readonly EventList[] _toOutputs = NewLists(CrossbarPorts.Outputs);

    public CrossbarRouter(CrossbarNode[] nodes, Imperfections enabled)
    {
        _nodesOf = [.. Enumerable.Range(0, CrossbarPorts.Inputs).Select(i => nodes.Where(n => n.Input == i).ToArray())];
        _queues = enabled.HasFlag(Imperfections.EventQueues);
        var latency = enabled.HasFlag(Imperfections.Latency);
        _labelOutTicks = latency ? ChipTiming.LabelOutTicks : 0;
        _synapseTicks = latency ? ChipTiming.CrossbarToSynapsesTicks : 0;
    }

    /// <summary>Events lost since <see cref="Begin"/>: in full queues, or from the FPGA without a route.</summary>
    public int Dropped { get; private set; }

    /// <summary>Starts a level of a sample.</summary>
    public void Begin()
    {
        Dropped = 0;
        _injected.Clear();
        Clear(_fromNeurons);
        Clear(_toOutputs);
    }

    /// <summary>An input spike, at the time when the playback program wants to send it.</summary>
    public void AddInput(int tick, int label) => _injected.Add(EventKey.Of(tick, label));

    /// <summary>A spike of an on-chip neuron, at the time of its threshold crossing.</summary>
    public void AddNeuron(int tick, int label) =>
        _fromNeurons[EventLabel.EventOutput(label)].Add(EventKey.Of(tick + _labelOutTicks, label));

    /// <summary>Sends what was added through the crossbar.</summary>
    /// <param name="taken">Slots of each queue that earlier levels have taken, or null; the slots of this level are added.</param>
    public void Route(Func<int, List<int>>? taken)
    {
        _injected.Sort();
        if (_queues)
        {
            FpgaInjection.Schedule(_injected.Items);
        }

        foreach (var key in _injected.Items)
        {
            var channel = EventLabel.Channel(EventKey.Label(key));
            if (!Pass(CrossbarPorts.FirstLinkInput + channel, key))
            {
                Dropped++;
            }
        }

        for (var output = 0; output < _fromNeurons.Length; output++)
        {
            Serve(_fromNeurons[output], ChipTiming.NeuronOutputServiceTicks, output, taken);
            foreach (var key in _fromNeurons[output].Items)
            {
                // Neurons without targets and record are no loss: their nodes are closed on purpose.
                Pass(output, key);
            }
        }

        for (var output = 0; output < _toOutputs.Length; output++)
        {
            var service = output < CrossbarPorts.FirstLinkOutput ? ChipTiming.BusServiceTicks : ChipTiming.LinkServiceTicks;
            Serve(_toOutputs[output], service, ChipGeometry.EventOutputs + output, taken);
        }
    }

    /// <summary>Adds what reached the synapses of a half before the end of the run; bits 15-14 of the labels are the bus.</summary>
    public void CollectSynapses(int hemisphere, int durationTicks, EventList target)
    {
        for (var bus = 0; bus < ChipGeometry.BusesPerHemisphere; bus++)
        {
            foreach (var key in _toOutputs[CrossbarPorts.BusOutput(hemisphere, bus)].Items)
            {
                var tick = EventKey.Tick(key) + _synapseTicks;
                if (tick < durationTicks)
                {
                    target.Add(EventKey.Of(tick, EventLabel.OnBus(bus, EventKey.Label(key))));
                }
            }
        }
    }

    /// <summary>Adds what was recorded before the end of the run: stamps are floored to the FPGA clock (8 ns), in chip time.</summary>
    public void CollectRecorded(int durationTicks, SpikeBatchBuilder target)
    {
        for (var link = 0; link < ChipGeometry.LinkChannels; link++)
        {
            foreach (var key in _toOutputs[CrossbarPorts.FirstLinkOutput + link].Items)
            {
                var stamp = EventKey.Tick(key) & ~1;
                if (stamp < durationTicks)
                {
                    target.Add(EventKey.At(key, stamp));
                }
            }
        }
    }

    private static EventList[] NewLists(int count) => [.. Enumerable.Range(0, count).Select(_ => new EventList())];

    private static void Clear(EventList[] lists)
    {
        foreach (var list in lists)
        {
            list.Clear();
        }
    }

    private bool Pass(int input, long key)
    {
        var passed = false;
        foreach (var node in _nodesOf[input])
        {
            if (node.Passes(EventKey.Label(key)))
            {
                _toOutputs[node.Output].Add(key);
                passed = true;
            }
        }

        return passed;
    }

    private void Serve(EventList events, int serviceTicks, int queue, Func<int, List<int>>? taken)
    {
        if (events.Count == 0)
        {
            return;
        }

        events.Sort();
        if (!_queues)
        {
            return;
        }

        var slots = taken?.Invoke(queue);
        var kept = EventQueue.Serve(events.Items, serviceTicks, ChipTiming.QueueDepth, CollectionsMarshal.AsSpan(slots));
        Dropped += events.Count - kept;
        events.Truncate(kept);
        if (slots is null)
        {
            return;
        }

        foreach (var key in events.Items)
        {
            slots.Add(EventKey.Tick(key));
        }

        slots.Sort();
    }
}
