using Bss2.Chip.Circuits;
using Bss2.Chip.Placement;
using Bss2.Messages.Experiment;

namespace Bss2.Chip.Blocks;

/// <summary>The membrane ADC of a chip: converts what its two inputs see. Blocks leave nothing behind in it.</summary>
internal sealed class MadcStage(PlacedNetwork placed, ChipSettings settings)
{
    private readonly MadcConversion _conversion = new(settings);

    /// <summary>Adds a reading for each circuit of a transfer.</summary>
    public void Accept(MadcTransfer transfer, List<MadcReading> outgoing)
    {
        for (var k = 0; k < transfer.Circuits.Length; k++)
        {
            var circuit = transfer.Circuits[k];
            var population = Array.Find(placed.MadcNeurons, n => n.Circuit == circuit).Population;
            outgoing.Add(Read(transfer, k, population));
        }
    }

    private MadcReading Read(MadcTransfer transfer, int k, int population)
    {
        var header = transfer.Header;
        var points = transfer.PointCount;
        var (ticks, codes) = (new int[header.SampleCount * points], new ushort[header.SampleCount * points]);
        for (var sample = 0; sample < header.SampleCount; sample++)
        {
            var from = ((sample * transfer.Circuits.Length) + k) * points;
            var cycles = transfer.Cycles.AsSpan(from, points);
            var row = ticks.AsSpan(sample * points, points);
            for (var point = 0; point < points; point++)
            {
                row[point] = cycles[point] / MadcSchedule.CyclesPerTick;
            }

            _conversion.Convert(
                header.Key, header.FirstSample + sample, transfer.Circuits[k], transfer.MembraneLsb.AsSpan(from, points), codes.AsSpan(sample * points, points));
        }

        return new MadcReading(header.Id, population, transfer.Circuits[k], points, ticks, codes);
    }
}
