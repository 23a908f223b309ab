using System.Numerics;
using Bss2.Messages.Experiment;

namespace Bss2.Messages.Tests.Experiment;

public sealed class ImperfectionsTests
{
    [Fact]
    public void Every_single_imperfection_belongs_to_exactly_one_group()
    {
        Imperfections[] singles = [.. Enum.GetValues<Imperfections>().Where(value => BitOperations.IsPow2((uint)value))];
        Assert.Equal(28, singles.Length);
        foreach (Imperfections single in singles)
        {
            Imperfections[] groups = [Imperfections.Mismatch, Imperfections.Noise, Imperfections.Limits];
            Assert.Single(groups, group => group.HasFlag(single));
        }

        Assert.Equal((1u << 28) - 1, (uint)Imperfections.All);
    }
}
