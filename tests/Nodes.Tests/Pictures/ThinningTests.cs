using Bss2.Nodes.Pictures;
using FsCheck;
using FsCheck.Fluent;

namespace Bss2.Nodes.Tests.Pictures;

public sealed class ThinningTests
{
    [Fact]
    public void Short_curves_keep_all_points() => Assert.Equal([0, 1, 2, 3], Thinning.Keep([5.0, 1, 2, 9], 1));

    [Fact]
    public void Long_curves_keep_their_ends_and_extremes_and_few_points() =>
        Prop.ForAll(Gen.Choose(-1000, 1000).Select(n => (double)n).ListOf(500).ToArbitrary(), y =>
        {
            var kept = Thinning.Keep(y, 20);
            return kept.Length <= 80
                && kept[0] == 0
                && kept[^1] == 499
                && kept.Zip(kept.Skip(1)).All(k => k.First < k.Second)
                && kept.Max(k => y[k]) == y.Max()
                && kept.Min(k => y[k]) == y.Min();
        }).QuickCheckThrowOnFailure();
}
