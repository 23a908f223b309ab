using Bss2.Chip.Circuits;
using Bss2.Chip.Parts;
using Bss2.Chip.Placement;
using Bss2.Messages.Experiment;
using Bss2.Messages.Spikes;

namespace Bss2.Chip.Blocks;

/// <summary>What a quadrant sends when it has run a block: spikes always, membranes if they are sampled.</summary>
internal readonly record struct QuadrantResult(BlockTransfer Spikes, FrameTransfer? Membranes);

/// <summary>One quadrant: label match, synapse rows, membranes. Runs once for each level that it holds.</summary>
internal sealed class QuadrantStage
{
    private readonly ChipSettings _settings;
    private readonly int _quadrant;
    private readonly FrameBuffers _frames;
    private readonly Dictionary<int, Level> _levels;
    private readonly SynapseStrengths _strengths;
    private int[] _offsets = [0];
    private int[] _ticks = [];
    private ushort[] _events = [];

    public QuadrantStage(QuadrantPass[] passes, int quadrant, ChipSettings settings, FrameBuffers frames)
    {
        _settings = settings;
        _quadrant = quadrant;
        _frames = frames;
        var own = passes.Where(p => p.Quadrant == quadrant).ToArray();
        var targets = new CircuitTargets?[ChipGeometry.ColumnsPerQuadrant];
        foreach (var pass in own)
        {
            for (var column = 0; column < targets.Length; column++)
            {
                targets[column] ??= pass.Targets[column];
            }
        }

        _strengths = SynapseStrengths.Build(settings, quadrant, targets);
        _levels = own.ToDictionary(p => p.Level, p => new Level(p, settings));
    }

    /// <summary>Writes the weights into the charge tables.</summary>
    public void SetWeights(ProjectionWeights[] weights)
    {
        foreach (var level in _levels.Values)
        {
            level.Fill(_strengths, weights);
        }
    }

    /// <summary>Runs one level of a block.</summary>
    public QuadrantResult Run(BlockTransfer transfer)
    {
        var header = transfer.Header;
        var level = _levels[transfer.Level];
        var stimulus = Match(level.Pass, transfer.Spikes.Spikes);
        var points = CadcSchedule.PointCount(header.DurationTicks, _settings.CadcPeriodTicks);
        var ticks = new int[header.SampleCount * points];
        CadcSchedule.Fill(_settings, header.Key, ChipGeometry.HemisphereOfQuadrant(_quadrant), header.FirstSample, points, ticks);

        var response = _frames.Rent();
        level.Kernel.Run(stimulus, new QuadrantRun(header.Key, _settings.Serial, header.FirstSample, header.DurationTicks, points, ticks), response);

        var batch = Spikes(level.Pass, header.SampleCount, response);
        var spikes = new BlockTransfer(header, transfer.Level, 0, new SpikeTransfer(header.Id, 0, SpikePort.NeuronsToCrossbar, _quadrant, batch));
        if (level.Pass.RecordedColumns.Length == 0)
        {
            _frames.Return(response);
            return new QuadrantResult(spikes, null);
        }

        var frame = new MembraneFrame(
            header.Id, header.Key, header.FirstSample, _quadrant, level.Pass.RecordedColumns, points, ticks, response.MembraneLsb);
        return new QuadrantResult(spikes, new FrameTransfer(header, frame, response));
    }

    private static SpikeBatch Spikes(QuadrantPass pass, int samples, QuadrantResponse response)
    {
        var count = response.SpikeOffsets[samples];
        var labels = new ushort[count];
        for (var i = 0; i < count; i++)
        {
            labels[i] = pass.Labels[response.SpikeColumns[i]];
        }

        return new SpikeBatch(response.SpikeOffsets[..(samples + 1)], response.SpikeTicks[..count], labels);
    }

    /// <summary>Keeps the events that reach synapses of the pass. The arrays are this stage's own and grow.</summary>
    private QuadrantStimulus Match(QuadrantPass pass, SpikeBatch batch)
    {
        var samples = batch.SampleCount;
        if (_offsets.Length != samples + 1)
        {
            _offsets = new int[samples + 1];
        }

        if (_ticks.Length < batch.SpikeCount)
        {
            _ticks = new int[2 * batch.SpikeCount];
            _events = new ushort[2 * batch.SpikeCount];
        }

        var count = 0;
        for (var sample = 0; sample < samples; sample++)
        {
            for (var i = batch.SampleOffsets[sample]; i < batch.SampleOffsets[sample + 1]; i++)
            {
                var index = pass.EventOf[EventLabel.BusEvent(batch.Labels[i])];
                if (index != QuadrantPass.NoEvent)
                {
                    _ticks[count] = batch.Ticks[i];
                    _events[count++] = index;
                }
            }

            _offsets[sample + 1] = count;
        }

        return new QuadrantStimulus(_offsets, _ticks, _events);
    }

    /// <summary>The circuits of one level with their charge table and kernel.</summary>
    private sealed class Level
    {
        private readonly ChargeTable _charges;

        public Level(QuadrantPass pass, ChipSettings settings)
        {
            Pass = pass;
            _charges = new ChargeTable(pass.Hits.Length);
            var circuits = QuadrantCircuits.Build(settings, pass.Quadrant, pass.Targets, pass.ComparatorOn, pass.RecordedColumns);
            Kernel = new QuadrantKernel(circuits, _charges);
        }

        public QuadrantPass Pass { get; }

        public QuadrantKernel Kernel { get; }

        public void Fill(SynapseStrengths strengths, ProjectionWeights[] weights)
        {
            Array.Clear(_charges.Excitatory);
            Array.Clear(_charges.Inhibitory);
            for (var e = 0; e < Pass.Hits.Length; e++)
            {
                foreach (var (driver, column, projection, index) in Pass.Hits[e])
                {
                    int weight = weights[projection].Values[index];
                    var at = (e * ChargeTable.Columns) + column;
                    if (weight > 0)
                    {
                        _charges.Excitatory[at] += strengths.Charge(ChipGeometry.ExcitatoryRowOf(driver), column, weight, inhibitory: false);
                    }
                    else if (weight < 0)
                    {
                        _charges.Inhibitory[at] += strengths.Charge(ChipGeometry.InhibitoryRowOf(driver), column, -weight, inhibitory: true);
                    }
                }
            }
        }
    }
}
