using Bss2.Trainer.Data;
using FsCheck;
using FsCheck.Fluent;

namespace Bss2.Trainer.Tests.Data;

public class ShufflingTests
{
    [Fact]
    public void Every_order_is_a_permutation() =>
        Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), Gen.Choose(0, 300).ToArbitrary(), (seed, count) =>
            Shuffling.Permutation(seed, 3, count).Order().SequenceEqual(Enumerable.Range(0, count))).QuickCheckThrowOnFailure();

    [Fact]
    public void Orders_depend_on_seed_and_epoch_alone()
    {
        Assert.Equal(Shuffling.Permutation(5, 2, 100), Shuffling.Permutation(5, 2, 100));
        Assert.NotEqual(Shuffling.Permutation(5, 2, 100), Shuffling.Permutation(5, 3, 100));
        Assert.NotEqual(Shuffling.Permutation(5, 2, 100), Shuffling.Permutation(6, 2, 100));
    }

    [Fact]
    public void All_orders_of_three_are_equally_likely()
    {
        const int Epochs = 6000;
        var counts = Enumerable.Range(0, Epochs).Select(e => string.Concat(Shuffling.Permutation(1, e, 3))).GroupBy(o => o).ToDictionary(g => g.Key, g => g.Count());

        // Six orders of 1000 +- 29: five standard deviations.
        Assert.Equal(6, counts.Count);
        Assert.All(counts.Values, n => Assert.InRange(n, 855, 1145));
    }
}
