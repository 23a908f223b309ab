using Bss2.Messages.Experiment;
using Bss2.Messages.Spikes;

namespace Bss2.Trainer.Training;

/// <summary>
/// Cuts the recordings of blocks into those of chunks. A chunk within one block reads the block's own arrays; one across blocks gets a copy, in arrays that are used again
/// for the chunk with the same number in the next batch: a result is valid until then.
/// </summary>
internal sealed class MeasurementAssembly
{
    private CadcTrace[]?[] _copies = [];

    /// <summary>Recordings of the samples [first, first + count) of a batch.</summary>
    /// <param name="blocks">[block]; those that hold the samples must be there.</param>
    /// <param name="blockSize">Samples of each block but the last.</param>
    /// <param name="chunk">Number of the chunk.</param>
    /// <param name="first">Position of its first sample in the batch.</param>
    /// <param name="count">Its samples.</param>
    /// <exception cref="InvalidOperationException">The blocks recorded different populations or numbers of points.</exception>
    public MeasuredBatch Of(ReadOnlySpan<BlockRecording?> blocks, int blockSize, int chunk, int first, int count)
    {
        var from = first / blockSize;
        var to = (first + count - 1) / blockSize;
        var start = blocks[from]!;
        if (from == to)
        {
            return new MeasuredBatch(start.Spikes, start.Cadc, start.Madc) { FirstSample = from * blockSize, Results = start.Results };
        }

        if (chunk >= _copies.Length)
        {
            Array.Resize(ref _copies, Math.Max(chunk + 1, 2 * _copies.Length));
        }

        var pieces = new Piece[to - from + 1];
        for (var b = from; b <= to; b++)
        {
            var block = blocks[b]!;
            var same = (block.Spikes.Length, block.Cadc.Length, block.Madc.Length, block.Results.Length) == (start.Spikes.Length, start.Cadc.Length, start.Madc.Length, start.Results.Length);
            Demand(same, block, "numbers of recorded populations");
            var begin = Math.Max(first, b * blockSize);
            pieces[b - from] = new Piece(block, begin - (b * blockSize), Math.Min(first + count, (b + 1) * blockSize) - begin);
        }

        var former = _copies[chunk] is { } traces && traces.Length == start.Cadc.Length ? traces : null;
        _copies[chunk] = [.. Enumerable.Range(0, start.Cadc.Length).Select(k => CopyTraces(pieces, k, count, former?[k]))];
        return new MeasuredBatch(
            [.. Enumerable.Range(0, start.Spikes.Length).Select(k => CopySpikes(pieces, k, count))],
            _copies[chunk]!,
            [.. Enumerable.Range(0, start.Madc.Length).Select(k => CopyMadc(pieces, k, count))])
        {
            FirstSample = first,
            Results = [.. Enumerable.Range(0, start.Results.Length).Select(k => CopyResults(pieces, k, count))],
        };
    }

    private static PopulationSpikes CopySpikes(Piece[] pieces, int k, int samples)
    {
        var population = pieces[0].Block.Spikes[k].Population;
        var count = 0;
        foreach (var (block, first, length) in pieces)
        {
            Demand(block.Spikes[k].Population == population, block, "recorded populations");
            var offsets = block.Spikes[k].Spikes.SampleOffsets;
            count += offsets[first + length] - offsets[first];
        }

        var (ends, ticks, labels) = (new int[samples + 1], new int[count], new ushort[count]);
        var (sample, spike) = (0, 0);
        foreach (var (block, first, length) in pieces)
        {
            var part = block.Spikes[k].Spikes;
            var begin = part.SampleOffsets[first];
            for (var s = 1; s <= length; s++)
            {
                ends[sample + s] = spike + part.SampleOffsets[first + s] - begin;
            }

            var taken = part.SampleOffsets[first + length] - begin;
            part.Ticks.AsSpan(begin, taken).CopyTo(ticks.AsSpan(spike));
            part.Labels.AsSpan(begin, taken).CopyTo(labels.AsSpan(spike));
            sample += length;
            spike += taken;
        }

        return new PopulationSpikes(population, new SpikeBatch(ends, ticks, labels));
    }

    private static CadcTrace CopyTraces(Piece[] pieces, int k, int samples, CadcTrace? former)
    {
        var model = pieces[0].Block.Cadc[k];
        var (points, codes) = (model.PointCount, model.PointCount * model.Neurons.Length);
        var copy = model with
        {
            Ticks = former?.Ticks.Length == samples * points ? former.Ticks : new int[samples * points],
            Codes = former?.Codes.Length == samples * codes ? former.Codes : new sbyte[samples * codes],
        };
        var sample = 0;
        foreach (var (block, first, length) in pieces)
        {
            var part = block.Cadc[k];
            Demand(part.Population == model.Population && part.PointCount == points && part.Neurons.Length == model.Neurons.Length, block, "CADC traces");
            part.Ticks.AsSpan(first * points, length * points).CopyTo(copy.Ticks.AsSpan(sample * points));
            part.Codes.AsSpan(first * codes, length * codes).CopyTo(copy.Codes.AsSpan(sample * codes));
            sample += length;
        }

        return copy;
    }

    private static MadcTrace CopyMadc(Piece[] pieces, int k, int samples)
    {
        var model = pieces[0].Block.Madc[k];
        var points = model.PointCount;
        var copy = model with { Ticks = new int[samples * points], Codes = new ushort[samples * points] };
        var sample = 0;
        foreach (var (block, first, length) in pieces)
        {
            var part = block.Madc[k];
            Demand((part.Population, part.Neuron, part.PointCount) == (model.Population, model.Neuron, points), block, "MADC traces");
            part.Ticks.AsSpan(first * points, length * points).CopyTo(copy.Ticks.AsSpan(sample * points));
            part.Codes.AsSpan(first * points, length * points).CopyTo(copy.Codes.AsSpan(sample * points));
            sample += length;
        }

        return copy;
    }

    private static PopulationVectors CopyResults(Piece[] pieces, int k, int samples)
    {
        var model = pieces[0].Block.Results[k];
        var size = model.VectorsPerSample * model.Size;
        var values = new sbyte[samples * size];
        var sample = 0;
        foreach (var (block, first, length) in pieces)
        {
            var part = block.Results[k];
            Demand((part.Population, part.VectorsPerSample, part.Size) == (model.Population, model.VectorsPerSample, model.Size), block, "results");
            part.Values.AsSpan(first * size, length * size).CopyTo(values.AsSpan(sample * size));
            sample += length;
        }

        return model with { Values = values };
    }

    private static void Demand(bool holds, BlockRecording block, string what)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"Block {block.Id.Block} of run {block.Id.Run} has other {what} than its neighbours: all replicas must run the same network.");
        }
    }

    /// <summary>Consecutive samples of a block.</summary>
    private readonly record struct Piece(BlockRecording Block, int First, int Count);
}
