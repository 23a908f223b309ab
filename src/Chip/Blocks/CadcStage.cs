using Bss2.Chip.Circuits;
using Bss2.Chip.Parts;
using Bss2.Chip.Placement;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;

namespace Bss2.Chip.Blocks;

/// <summary>The column ADC of one half: converts the frames of its quadrants and sorts the codes by population.</summary>
internal sealed class CadcStage
{
    private readonly FrameBuffers _buffers;
    private readonly Trace[] _traces;
    private readonly Dictionary<(int Quadrant, int FirstColumn), FramePlan> _plans = [];
    private readonly Dictionary<BlockId, Pending> _blocks = [];
    private sbyte[] _codes = [];

    public CadcStage(PlacedNetwork placed, QuadrantPass[] passes, int hemisphere, ChipSettings settings, FrameBuffers buffers)
    {
        _buffers = buffers;
        Hemisphere = hemisphere;
        _traces = [.. Enumerable.Range(0, placed.Levels.Length)
            .Where(p => placed.RecordsCadc(new PopulationId(p)))
            .Select(p => new Trace(p, [.. placed.Circuits[p].Where(c => ChipGeometry.HemisphereOf(c) == hemisphere).Order()]))
            .Where(t => t.Circuits.Length > 0)];
        foreach (var pass in passes.Where(p => ChipGeometry.HemisphereOfQuadrant(p.Quadrant) == hemisphere && p.RecordedColumns.Length > 0))
        {
            var circuits = pass.RecordedColumns.Select(c => ChipGeometry.CircuitOf(pass.Quadrant, c)).ToArray();
            var conversion = new CadcConversion(settings, new CadcChannels(settings, circuits));
            _plans.Add((pass.Quadrant, pass.RecordedColumns[0]), new FramePlan(conversion, circuits.Length, Copies(circuits)));
        }
    }

    public int Hemisphere { get; }

    /// <summary>Takes a frame and gives its buffer back; adds the readings once all frames of the block are there.</summary>
    public void Accept(FrameTransfer transfer, List<CadcReading> outgoing)
    {
        var header = transfer.Header;
        if (!_blocks.TryGetValue(header.Id, out var block))
        {
            block = new Pending([.. _traces.Select(t => new sbyte[transfer.Frame.Ticks.Length * t.Circuits.Length])], transfer.Frame.Ticks);
            _blocks.Add(header.Id, block);
        }

        Convert(transfer, block);
        _buffers.Return(transfer.Buffer);
        if (++block.Frames < _plans.Count)
        {
            return;
        }

        _blocks.Remove(header.Id);
        for (var t = 0; t < _traces.Length; t++)
        {
            outgoing.Add(new CadcReading(
                header.Id, _traces[t].Population, Hemisphere, _traces[t].Circuits, transfer.Frame.PointCount, block.Ticks, block.Codes[t]));
        }
    }

    /// <summary>Forgets a block.</summary>
    public void Abandon(BlockId id) => _blocks.Remove(id);

    private void Convert(FrameTransfer transfer, Pending block)
    {
        var frame = transfer.Frame;
        var plan = _plans[(frame.Quadrant, frame.Columns[0])];
        var perSample = frame.PointCount * plan.Columns;
        if (_codes.Length < perSample)
        {
            _codes = new sbyte[perSample];
        }

        for (var sample = 0; sample < transfer.Header.SampleCount; sample++)
        {
            var codes = _codes.AsSpan(0, perSample);
            plan.Conversion.Convert(frame.Key, frame.FirstSample + sample, frame.MembraneLsb.AsSpan(sample * perSample, perSample), codes);
            for (var point = 0; point < frame.PointCount; point++)
            {
                var row = codes.Slice(point * plan.Columns, plan.Columns);
                foreach (var (from, length, trace, to) in plan.Copies)
                {
                    var width = _traces[trace].Circuits.Length;
                    row.Slice(from, length).CopyTo(block.Codes[trace].AsSpan((((sample * frame.PointCount) + point) * width) + to, length));
                }
            }
        }
    }

    /// <summary>The longest stretches of a frame's row that stay together in a trace.</summary>
    private Copy[] Copies(int[] circuits)
    {
        var copies = new List<Copy>();
        for (var from = 0; from < circuits.Length; from++)
        {
            var trace = Array.FindIndex(_traces, t => Array.BinarySearch(t.Circuits, circuits[from]) >= 0);
            var to = Array.BinarySearch(_traces[trace].Circuits, circuits[from]);
            if (copies is [.., var last] && last.Trace == trace && last.To + last.Length == to && last.From + last.Length == from)
            {
                copies[^1] = last with { Length = last.Length + 1 };
            }
            else
            {
                copies.Add(new Copy(from, 1, trace, to));
            }
        }

        return [.. copies];
    }

    private readonly record struct Copy(int From, int Length, int Trace, int To);

    private sealed record Trace(int Population, int[] Circuits);

    private sealed record FramePlan(CadcConversion Conversion, int Columns, Copy[] Copies);

    private sealed record Pending(sbyte[][] Codes, int[] Ticks)
    {
        public int Frames { get; set; }
    }
}
