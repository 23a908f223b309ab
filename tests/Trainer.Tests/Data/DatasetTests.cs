using Bss2.Trainer.Data;

namespace Bss2.Trainer.Tests.Data;

public class DatasetTests
{
    private static readonly double[] Levels = [.. Enumerable.Range(0, 256).Select(b => b == 0 ? double.PositiveInfinity : b / 3.0)];
    private static readonly string[] Names = ["no", "yes"];

    [Fact]
    public void Bytes_and_doubles_of_the_same_values_read_alike()
    {
        byte[] bytes = [0, 1, 2, 200, 254, 255];
        var ofBytes = new Dataset(new ByteFeatures(bytes, Levels), 3, [1, 0], Names);
        var ofDoubles = new Dataset([.. bytes.Select(b => Levels[b])], 3, [1, 0], Names);

        for (var sample = 0; sample < 2; sample++)
        {
            Assert.Equal(ofDoubles[sample].ToArray(), ofBytes[sample].ToArray());
            Assert.Equal(Singles(ofDoubles, sample), Singles(ofBytes, sample));
            Assert.Equal(ofDoubles[sample].ToArray().Select(v => (float)v), Singles(ofBytes, sample));
        }
    }

    [Fact]
    public void Reading_a_sample_allocates_nothing()
    {
        var data = new Dataset(new ByteFeatures(new byte[784 * 2], Levels), 784, [0, 1], Names);
        var row = new double[784];
        data.Read(0, row);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var k = 0; k < 100; k++)
        {
            data.Read(k & 1, row);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void The_array_of_features_is_there_only_where_doubles_are_held()
    {
        var data = new Dataset(new ByteFeatures(new byte[2], Levels), 1, [0, 1], Names);
        Assert.Contains("Read", Assert.Throws<InvalidOperationException>(() => data.Features).Message, StringComparison.Ordinal);
        Assert.Null(new Dataset([1.0], 1, [0], Names).Bytes);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(-1)]
    public void A_label_without_a_class_is_refused_with_the_permitted_ones(int label)
    {
        var fault = Assert.Throws<ArgumentException>(() => new Dataset([1.0, 2.0], 1, [0, label], Names));
        Assert.Contains($"Label {label} of sample 1 has no class; permitted: 0..1 (no, yes).", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lengths_that_do_not_agree_are_refused()
    {
        Assert.Contains("3 values for 2 labels of 2 features each; permitted: 4", Assert.Throws<ArgumentException>(() => new Dataset([1.0, 2, 3], 2, [0, 1], Names)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new Dataset(new ByteFeatures(new byte[3], Levels), 2, [0, 1], Names));
        Assert.Throws<ArgumentException>(() => new ByteFeatures(new byte[3], [1, 2]));
        Assert.Throws<ArgumentException>(() => new Dataset([1.0, 2], 2, [0], Names).Read(0, new double[3]));
    }

    private static float[] Singles(Dataset data, int sample)
    {
        var row = new float[data.FeatureCount];
        data.Read(sample, row);
        return row;
    }
}
