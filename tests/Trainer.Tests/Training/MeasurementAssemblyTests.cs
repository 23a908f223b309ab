using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;
using Bss2.Messages.Spikes;
using Bss2.Trainer.Training;
using FsCheck;
using FsCheck.Fluent;

namespace Bss2.Trainer.Tests.Training;

public class MeasurementAssemblyTests
{
    private static readonly PopulationId Population = new(1);

    [Fact]
    public void Chunks_of_any_size_hold_what_their_samples_recorded_whatever_the_blocks() =>
        Prop.ForAll(Gen.Choose(1, 7).Three().ToArbitrary(), sizes =>
        {
            var (blockSize, chunkSize, batch) = (sizes.Item1, sizes.Item2, 3 * sizes.Item3);
            var blocks = Blocks(batch, blockSize);
            var assembly = new MeasurementAssembly();
            for (var chunk = 0; chunk * chunkSize < batch; chunk++)
            {
                var first = chunk * chunkSize;
                var count = Math.Min(chunkSize, batch - first);
                if (!Holds(assembly.Of(blocks, blockSize, chunk, first, count), first, count))
                {
                    return false;
                }
            }

            return true;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_chunk_across_blocks_uses_its_large_arrays_again_and_one_within_a_block_those_of_the_block()
    {
        var assembly = new MeasurementAssembly();
        var across = assembly.Of(Blocks(6, 2), 2, 0, 0, 3).Cadc[0].Codes;
        Assert.Same(across, assembly.Of(Blocks(6, 1), 1, 0, 0, 3).Cadc[0].Codes);
        Assert.NotSame(across, assembly.Of(Blocks(6, 2), 2, 1, 3, 3).Cadc[0].Codes);
        var blocks = Blocks(6, 3);
        Assert.Same(blocks[1]!.Cadc[0].Codes, assembly.Of(blocks, 3, 2, 4, 2).Cadc[0].Codes);
    }

    [Fact]
    public void Blocks_of_different_networks_are_refused()
    {
        var block = Record(1, 2, 2);
        foreach (var other in new[] { block with { Cadc = [] }, block with { Madc = [] }, block with { Madc = [block.Madc[0] with { Neuron = 0 }] } })
        {
            var fault = Assert.Throws<InvalidOperationException>(() => new MeasurementAssembly().Of([Record(0, 0, 2), other], 2, 0, 0, 4));
            Assert.Contains("Block 1 of run 1", fault.Message, StringComparison.Ordinal);
        }
    }

    private static BlockRecording?[] Blocks(int samples, int size) =>
        [.. Enumerable.Range(0, (samples + size - 1) / size).Select(b => Record(b, b * size, Math.Min(size, samples - (b * size))))];

    private static bool Holds(MeasuredBatch measured, int first, int count)
    {
        var (whole, at) = (Record(0, first, count), first - measured.FirstSample);
        var (spikes, expected) = (measured.Spikes[0].Spikes, whole.Spikes[0].Spikes);
        var begin = spikes.SampleOffsets[at];
        var range = begin..spikes.SampleOffsets[at + count];
        return spikes.SampleOffsets[at..(at + count + 1)].Select(o => o - begin).SequenceEqual(expected.SampleOffsets)
            && spikes.Ticks[range].SequenceEqual(expected.Ticks) && spikes.Labels[range].SequenceEqual(expected.Labels)
            && measured.Cadc[0].Ticks.AsSpan(2 * at, 2 * count).SequenceEqual(whole.Cadc[0].Ticks)
            && measured.Cadc[0].Codes.AsSpan(4 * at, 4 * count).SequenceEqual(whole.Cadc[0].Codes)
            && measured.Madc[0].Ticks.AsSpan(2 * at, 2 * count).SequenceEqual(whole.Madc[0].Ticks)
            && measured.Madc[0].Codes.AsSpan(2 * at, 2 * count).SequenceEqual(whole.Madc[0].Codes);
    }

    /// <summary>Sample p has p mod 4 spikes; all numbers tell their place in the batch.</summary>
    private static BlockRecording Record(int block, int first, int samples)
    {
        var positions = Enumerable.Range(first, samples).ToArray();
        int[] offsets = [0, .. positions.Select(p => positions.TakeWhile(q => q <= p).Sum(q => q % 4))];
        var spikes = positions.SelectMany(p => Enumerable.Range(0, p % 4).Select(k => (Tick: (100 * p) + k, Label: (ushort)p))).ToArray();
        return new BlockRecording(
            new BlockId(1, block, 0),
            first,
            [new PopulationSpikes(Population, new SpikeBatch(offsets, [.. spikes.Select(s => s.Tick)], [.. spikes.Select(s => s.Label)]))],
            [new CadcTrace(Population, [0, 1], 2, [.. positions.SelectMany(p => new[] { p, p + 500 })], [.. positions.SelectMany(p => Enumerable.Range(0, 4).Select(k => (sbyte)((p * 4) + k)))])],
            [new MadcTrace(Population, 1, 2, [.. positions.SelectMany(p => new[] { p, p + 8 })], [.. positions.SelectMany(p => new[] { (ushort)p, (ushort)(p + 300) })])],
            new BlockHealth(0, spikes.Length, 0));
    }
}
