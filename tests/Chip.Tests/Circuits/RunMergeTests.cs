using Bss2.Chip.Circuits;
using FsCheck;
using FsCheck.Fluent;

namespace Bss2.Chip.Tests.Circuits;

public sealed class RunMergeTests
{
    [Fact]
    public void Any_keys_come_out_in_rising_order() =>
        Prop.ForAll(Gen.Choose(-50, 50).Select(i => (long)i).ArrayOf().ToArbitrary(), keys =>
        {
            var sorted = keys.ToArray();
            var scratch = Array.Empty<long>();
            RunMerge.Sort(sorted, ref scratch);
            return sorted.SequenceEqual(keys.Order());
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Runs_of_queues_are_merged()
    {
        long[] keys = [1, 5, 9, 2, 6, 3, 7, 4, 8];
        var scratch = Array.Empty<long>();
        RunMerge.Sort(keys, ref scratch);
        Assert.Equal(Enumerable.Range(1, 9).Select(i => (long)i), keys);
    }
}
