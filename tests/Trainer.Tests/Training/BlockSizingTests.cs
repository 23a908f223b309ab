using Bss2.Trainer.Training;
using FsCheck;
using FsCheck.Fluent;

namespace Bss2.Trainer.Tests.Training;

public sealed class BlockSizingTests
{
    [Theory]
    [InlineData(75, 2, 20)]
    [InlineData(75, 4, 19)]
    [InlineData(75, 100, 1)]
    [InlineData(600, 2, 100)]
    [InlineData(600, 30, 20)]
    [InlineData(600, 0, 200)]
    public void Blocks_are_worth_sending_as_long_as_each_replica_gets_one(int batch, int replicas, int expected) =>
        Assert.Equal(expected, BlockSizing.OnCluster(batch, replicas));

    [Fact]
    public void No_replica_is_left_without_a_block_that_could_have_one() => Prop.ForAll(
        Gen.Choose(1, 5000).Two().ToArbitrary(),
        ((int Batch, int Replicas) given) =>
        {
            var (batch, replicas) = given;
            var size = BlockSizing.OnCluster(batch, replicas);
            var blocks = (batch + size - 1) / size;
            // Whole blocks: at most one replica in two waits where the batch does not divide.
            return size >= 1 && size <= batch && 2 * blocks >= Math.Min(batch, replicas);
        }).QuickCheckThrowOnFailure();
}
