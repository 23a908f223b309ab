using Bss2.Chip.Circuits;
using Bss2.Chip.Parts;
using Bss2.Chip.Placement;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;
using Bss2.Messages.Spikes;

namespace Bss2.Chip.Blocks;

/// <summary>
/// The crossbar with its queues. Gathers the spikes of a level from inputs or quadrants; when the level is complete, routes them and
/// hands out what the next level's quadrants and the recorded populations get.
/// </summary>
internal sealed class CrossbarStage
{
    private readonly ChipSettings _settings;
    private readonly int _inputs;
    private readonly int _lastLevel;
    private readonly int[][] _quadrantsOf;
    private readonly int[][] _recordedOf;
    private readonly bool _levelsShareQueues;
    private readonly CrossbarRouter _router;
    private readonly SpikeBatchBuilder _builder = new();
    private readonly Dictionary<BlockId, CrossbarBlock> _blocks = [];
    private readonly Stack<CrossbarBlock> _idle = new();

    public CrossbarStage(PlacedNetwork placed, QuadrantPass[] passes, ChipSettings settings)
    {
        _settings = settings;
        var populations = placed.Network.Populations;
        _inputs = populations.Count(p => p.Kind == PopulationKind.Input);
        _lastLevel = placed.LastLevel;
        _quadrantsOf = [.. Enumerable.Range(0, _lastLevel + 1).Select(l => passes.Where(p => p.Level == l).Select(p => p.Quadrant).ToArray())];
        _recordedOf = [.. Enumerable.Range(0, _lastLevel + 1).Select(l =>
            Enumerable.Range(0, populations.Length).Where(p => placed.Levels[p] == l && placed.RecordsSpikes(new PopulationId(p))).ToArray())];

        var spiking = Enumerable.Range(0, populations.Length)
            .Where(p => populations[p].Kind != PopulationKind.LeakyIntegrator)
            .Select(p => placed.Levels[p])
            .Distinct();
        _levelsShareQueues = settings.Enabled.HasFlag(Imperfections.EventQueues) && LevelsShareOutputs(placed, spiking.ToArray());
        _router = new CrossbarRouter(placed.Nodes, settings.Enabled);
    }

    /// <summary>Takes spikes of a block; adds to <paramref name="outgoing"/> what follows from them.</summary>
    /// <returns>The block's health once its last level is routed, else null.</returns>
    public HealthReported? Accept(BlockTransfer transfer, List<BlockTransfer> outgoing)
    {
        if (!_blocks.TryGetValue(transfer.Header.Id, out var block))
        {
            if (transfer.Spikes.Port != SpikePort.HostToCrossbar)
            {
                // The block was abandoned while a quadrant was at work on it.
                return null;
            }

            block = _idle.TryPop(out var idle) ? idle : new CrossbarBlock();
            block.Begin(transfer.Header, _levelsShareQueues ? CrossbarRouter.Queues : 0);
            _blocks.Add(transfer.Header.Id, block);
        }

        block.Arrived.Add(transfer.Spikes);
        var awaited = block.Level == 0 ? _inputs : _quadrantsOf[block.Level].Length;
        if (block.Arrived.Count < awaited)
        {
            return null;
        }

        RouteLevel(block, outgoing);
        block.Arrived.Clear();
        if (block.Level++ < _lastLevel)
        {
            return null;
        }

        Abandon(block.Header.Id);
        return new HealthReported(block.Header.Id, new BlockHealth(block.InputEvents, block.OutputEvents, block.DroppedEvents));
    }

    /// <summary>Forgets a block.</summary>
    public void Abandon(BlockId id)
    {
        if (_blocks.Remove(id, out var block))
        {
            _idle.Push(block);
        }
    }

    private static bool LevelsShareOutputs(PlacedNetwork placed, int[] levels)
    {
        var users = new Dictionary<int, int>();
        foreach (var level in levels)
        {
            var queues = new HashSet<int>();
            for (var p = 0; p < placed.Levels.Length; p++)
            {
                if (placed.Levels[p] != level || placed.Network.Populations[p].Kind == PopulationKind.LeakyIntegrator)
                {
                    continue;
                }

                var input = placed.Network.Populations[p].Kind == PopulationKind.Input;
                foreach (var label in placed.Labels[p])
                {
                    var port = input ? CrossbarPorts.FirstLinkInput + EventLabel.Channel(label) : EventLabel.EventOutput(label);
                    queues.UnionWith(placed.Nodes.Where(n => n.Input == port && n.Passes(label)).Select(n => ChipGeometry.EventOutputs + n.Output));
                    if (!input)
                    {
                        queues.Add(port);
                    }
                }
            }

            foreach (var queue in queues)
            {
                users[queue] = users.GetValueOrDefault(queue) + 1;
            }
        }

        return users.Values.Any(n => n > 1);
    }

    private void RouteLevel(CrossbarBlock block, List<BlockTransfer> outgoing)
    {
        var header = block.Header;
        _builder.Clear();
        for (var sample = 0; sample < header.SampleCount; sample++)
        {
            RouteSample(block, sample);
        }

        // An empty level 0 of recordings is never sent: inputs do not loop back.
        if (_recordedOf[block.Level] is { Length: > 0 } recorded)
        {
            var recording = new SpikeTransfer(header.Id, 0, SpikePort.CrossbarToHost, 0, _builder.ToBatch());
            outgoing.AddRange(recorded.Select(p => new BlockTransfer(header, block.Level, p, recording)));
        }

        if (block.Level == _lastLevel)
        {
            return;
        }

        var stimuli = new SpikeTransfer?[ChipGeometry.Hemispheres];
        foreach (var quadrant in _quadrantsOf[block.Level + 1])
        {
            var hemisphere = ChipGeometry.HemisphereOfQuadrant(quadrant);
            stimuli[hemisphere] ??= new SpikeTransfer(header.Id, 0, SpikePort.CrossbarToSynapses, hemisphere, Stimulus(block, hemisphere));
            outgoing.Add(new BlockTransfer(header, block.Level + 1, quadrant, stimuli[hemisphere]!));
        }
    }

    private void RouteSample(CrossbarBlock block, int sample)
    {
        _router.Begin();
        foreach (var transfer in block.Arrived)
        {
            var spikes = transfer.Spikes;
            var (from, to) = (spikes.SampleOffsets[sample], spikes.SampleOffsets[sample + 1]);
            if (transfer.Port == SpikePort.HostToCrossbar)
            {
                block.InputEvents += to - from;
                for (var i = from; i < to; i++)
                {
                    _router.AddInput(spikes.Ticks[i], spikes.Labels[i]);
                }
            }
            else
            {
                block.OutputEvents += to - from;
                for (var i = from; i < to; i++)
                {
                    _router.AddNeuron(spikes.Ticks[i], spikes.Labels[i]);
                }
            }
        }

        _router.Route(_levelsShareQueues ? queue => block.Taken(queue, sample) : null);
        block.DroppedEvents += _router.Dropped;
        for (var hemisphere = 0; hemisphere < ChipGeometry.Hemispheres; hemisphere++)
        {
            _router.CollectSynapses(hemisphere, block.Header.DurationTicks, block.AtSynapses(hemisphere, sample));
        }

        _router.CollectRecorded(block.Header.DurationTicks, _builder);
        _builder.EndSample();
    }

    private SpikeBatch Stimulus(CrossbarBlock block, int hemisphere)
    {
        _builder.Clear();
        for (var sample = 0; sample < block.Header.SampleCount; sample++)
        {
            foreach (var key in block.AtSynapses(hemisphere, sample).Items)
            {
                _builder.Add(key);
            }

            _builder.EndSample();
        }

        return _builder.ToBatch();
    }
}
