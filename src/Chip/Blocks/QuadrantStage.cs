using Bss2.Chip.Circuits;
using Bss2.Chip.Parts;
using Bss2.Chip.Placement;
using Bss2.Messages.Experiment;
using Bss2.Messages.Spikes;

namespace Bss2.Chip.Blocks;

/// <summary>What a quadrant sends when it has run a block: spikes always, membranes to either ADC if they are sampled.</summary>
internal readonly record struct QuadrantResult(BlockTransfer Spikes, FrameTransfer? Membranes, MadcTransfer? Madc);

/// <summary>One quadrant: label match, synapse rows, membranes. Runs once for each level that it holds.</summary>
internal sealed class QuadrantStage
{
    private readonly ChipSettings _settings;
    private readonly int _quadrant;
    private readonly int _cadcStride;
    private readonly FrameBuffers _frames;
    private readonly Dictionary<int, Level> _levels;
    private readonly SynapseStrengths _strengths;
    private int[] _offsets = [0];
    private int[] _ticks = [];
    private ushort[] _events = [];

    public QuadrantStage(QuadrantPass[] passes, int quadrant, ChipSettings settings, int cadcStride, FrameBuffers frames)
    {
        _settings = settings;
        _quadrant = quadrant;
        _cadcStride = cadcStride;
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
        var (points, ticks) = CadcTicks(header, _cadcStride);
        var run = new QuadrantRun(header.Key, _settings.Serial, header.FirstSample, header.DurationTicks, points, ticks)
        {
            MadcCycles = MadcCycles(header, level.Pass),
        };
        if (_cadcStride > 1)
        {
            var (cuts, cutTicks) = CadcTicks(header, 1);
            run = run with { CutCount = cuts, CutTicks = cutTicks };
        }

        var response = _frames.Rent();
        level.Kernel.Run(stimulus, run, response);

        var batch = Spikes(level.Pass, header.SampleCount, response);
        var spikes = new BlockTransfer(header, transfer.Level, 0, new SpikeTransfer(header.Id, 0, SpikePort.NeuronsToCrossbar, _quadrant, batch));
        var madc = ToMadc(header, level.Pass, run.MadcCycles, response);
        if (level.Pass.RecordedColumns.Length == 0)
        {
            _frames.Return(response);
            return new QuadrantResult(spikes, null, madc);
        }

        var frame = new MembraneFrame(
            header.Id, header.Key, header.FirstSample, _quadrant, level.Pass.RecordedColumns, points, ticks, response.MembraneLsb);
        return new QuadrantResult(spikes, new FrameTransfer(header, frame, response), madc);
    }

    private (int Count, int[] Ticks) CadcTicks(BlockHeader header, int stride)
    {
        var count = CadcSchedule.PointCount(header.DurationTicks, stride * _settings.CadcPeriodTicks);
        var ticks = new int[header.SampleCount * count];
        CadcSchedule.Fill(_settings, header.Key, ChipGeometry.HemisphereOfQuadrant(_quadrant), header.FirstSample, count, ticks, stride);
        return (count, ticks);
    }

    /// <summary>[sample, sampled column, point].</summary>
    private int[] MadcCycles(BlockHeader header, QuadrantPass pass)
    {
        if (pass.MadcColumns.Length == 0)
        {
            return [];
        }

        var points = MadcSchedule.PointCount(header.DurationTicks, pass.MadcInputs);
        var cycles = new int[checked(header.SampleCount * pass.MadcColumns.Length * points)];
        for (var row = 0; row < header.SampleCount * pass.MadcColumns.Length; row++)
        {
            var (sample, column) = (row / pass.MadcColumns.Length, pass.MadcColumns[row % pass.MadcColumns.Length]);
            var turn = pass.MadcInputs > 1 ? column & 1 : 0;
            MadcSchedule.Fill(_settings, header.Key, header.FirstSample + sample, pass.MadcInputs, turn, cycles.AsSpan(row * points, points));
        }

        return cycles;
    }

    private static MadcTransfer? ToMadc(BlockHeader header, QuadrantPass pass, int[] cycles, QuadrantResponse response)
    {
        if (pass.MadcColumns.Length == 0)
        {
            return null;
        }

        // The buffer goes on to the column ADC, or back: the membrane ADC gets a copy.
        int[] circuits = [.. pass.MadcColumns.Select(c => ChipGeometry.CircuitOf(pass.Quadrant, c))];
        var points = cycles.Length / (header.SampleCount * circuits.Length);
        return new MadcTransfer(header, circuits, points, cycles, response.MadcLsb[..cycles.Length]);
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
            var circuits = QuadrantCircuits.Build(settings, pass.Quadrant, pass.Targets, pass.ComparatorOn, pass.RecordedColumns, pass.MadcColumns);
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
