using Bss2.Chip.Blocks;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;

namespace Bss2.Chip.Hagen;

/// <summary>
/// The crossbar in matrix-multiply mode: when all vectors of a block are there, the events of each tile go to its half. Events come one in each five FPGA cycles, so that
/// none waits and none is lost; they are counted as often as they are sent.
/// </summary>
internal sealed class VectorCrossbarStage(TilePlacement placement)
{
    private readonly Dictionary<BlockId, List<PulseTransfer>> _arrived = [];

    /// <summary>Forgets a block.</summary>
    public void Abandon(BlockId block) => _arrived.Remove(block);

    /// <summary>Takes pulses; with the last of a block, gives what goes to the halves, and the counts.</summary>
    public HealthReported? Accept(PulseTransfer pulses, List<TilePulses> outgoing)
    {
        var block = pulses.Header.Id;
        if (!_arrived.TryGetValue(block, out var arrived))
        {
            _arrived.Add(block, arrived = []);
        }

        arrived.Add(pulses);
        if (arrived.Count < pulses.Populations)
        {
            return null;
        }

        _arrived.Remove(block);
        var events = 0L;
        foreach (var tile in placement.Tiles)
        {
            var parts = Array.ConvertAll(tile.Inputs, input => arrived.Find(a => a.Population == input.Source));
            if (parts[0] is not { } first)
            {
                continue;
            }

            for (var i = 0; i < parts.Length; i++)
            {
                events += tile.Inputs[i].Sends * PulseLabel.Events(parts[i]!.Labels);
            }

            outgoing.Add(new TilePulses(pulses.Header, tile, first.VectorsPerSample, parts.Length == 1 ? first.Labels : Join(tile, parts)));
        }

        return new HealthReported(block, new BlockHealth(events, 0, 0));
    }

    /// <summary>The rows of several inputs side by side.</summary>
    private static byte[] Join(Tile tile, PulseTransfer?[] parts)
    {
        var rows = tile.Rows;
        var vectors = parts[0]!.Labels.Length / tile.Inputs[0].Count;
        var labels = new byte[vectors * rows];
        for (var i = 0; i < parts.Length; i++)
        {
            var (first, count) = (tile.Inputs[i].FirstRow, tile.Inputs[i].Count);
            for (var vector = 0; vector < vectors; vector++)
            {
                parts[i]!.Labels.AsSpan(vector * count, count).CopyTo(labels.AsSpan((vector * rows) + first));
            }
        }

        return labels;
    }
}
