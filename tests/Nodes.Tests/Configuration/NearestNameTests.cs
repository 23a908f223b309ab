using Bss2.Nodes.Configuration;
using FsCheck;
using FsCheck.Fluent;

namespace Bss2.Nodes.Tests.Configuration;

public sealed class NearestNameTests
{
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("", "abc", 3)]
    [InlineData("train", "trian", 1)]
    [InlineData("epoch", "epochs", 1)]
    [InlineData("kitten", "sitting", 3)]
    public void Distance_counts_typing_errors(string a, string b, int expected) => Assert.Equal(expected, NearestName.Distance(a, b));

    [Fact]
    public void Distance_is_symmetric_and_zero_for_equal_texts_alone() =>
        Prop.ForAll<NonNull<string>, NonNull<string>>((a, b) =>
            NearestName.Distance(a.Get, b.Get) == NearestName.Distance(b.Get, a.Get)
            && (NearestName.Distance(a.Get, b.Get) == 0) == (a.Get == b.Get)).QuickCheckThrowOnFailure();

    [Fact]
    public void Nothing_is_suggested_where_nothing_is_near() => Assert.Equal("", NearestName.Hint("backend", ["epochs", "seed"]));
}
