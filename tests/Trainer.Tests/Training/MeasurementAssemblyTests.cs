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
    public void Blocks_of_any_sizes_join_to_the_recording_of_the_whole() =>
        Prop.ForAll(Gen.Choose(1, 5).ListOf().Where(sizes => sizes.Count > 0).ToArbitrary(), sizes =>
        {
            var assembly = new MeasurementAssembly();
            var whole = assembly.Join([Record(0, 0, sizes.Sum())]);
            var (spikes, codes) = (whole.Spikes[0].Spikes, whole.Cadc[0].Codes.ToArray());
            var first = 0;
            var blocks = new List<BlockRecording>();
            foreach (var size in sizes)
            {
                blocks.Add(Record(blocks.Count, first, size));
                first += size;
            }

            var joined = new MeasurementAssembly().Join([.. blocks]);
            var actual = joined.Spikes[0].Spikes;
            return spikes.SampleOffsets.SequenceEqual(actual.SampleOffsets) && spikes.Ticks.SequenceEqual(actual.Ticks) && spikes.Labels.SequenceEqual(actual.Labels)
                && codes.SequenceEqual(joined.Cadc[0].Codes) && whole.Cadc[0].Ticks.SequenceEqual(joined.Cadc[0].Ticks)
                && whole.Madc[0].Ticks.SequenceEqual(joined.Madc[0].Ticks) && whole.Madc[0].Codes.SequenceEqual(joined.Madc[0].Codes);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Batches_of_one_size_share_their_large_arrays()
    {
        var assembly = new MeasurementAssembly();
        var codes = assembly.Join([Record(0, 0, 4)]).Cadc[0].Codes;
        Assert.Same(codes, assembly.Join([Record(0, 0, 1), Record(1, 1, 3)]).Cadc[0].Codes);
        Assert.NotSame(codes, assembly.Join([Record(0, 0, 5)]).Cadc[0].Codes);
    }

    [Fact]
    public void Blocks_of_different_networks_are_refused()
    {
        var block = Record(1, 2, 2);
        foreach (var other in new[] { block with { Cadc = [] }, block with { Madc = [] }, block with { Madc = [block.Madc[0] with { Neuron = 0 }] } })
        {
            var fault = Assert.Throws<InvalidOperationException>(() => new MeasurementAssembly().Join([Record(0, 0, 2), other]));
            Assert.Contains("Block 1 of run 1", fault.Message, StringComparison.Ordinal);
        }
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
