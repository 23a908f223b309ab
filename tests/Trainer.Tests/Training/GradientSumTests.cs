using System.Numerics;
using Bss2.Chip.Randomness;
using Bss2.Trainer.Numerics;
using Bss2.Trainer.Training;

namespace Bss2.Trainer.Tests.Training;

public class GradientSumTests
{
    public static TheoryData<int, int> LengthsAndChunks { get; } = new()
    {
        { 0, 3 }, { 1, 1 }, { 3, 4 }, { 4, 4 }, { 5, 4 }, { 7, 10 }, { 8, 2 }, { 9, 10 }, { 17, 5 }, { 512, 10 },
    };

    [Theory]
    [MemberData(nameof(LengthsAndChunks))]
    public void Every_element_is_summed_in_chunk_order_to_the_last_bit(int length, int chunks) => SumsInChunkOrder<float>(length, chunks);

    [Theory]
    [MemberData(nameof(LengthsAndChunks))]
    public void Float64_elements_are_summed_as_float64(int length, int chunks) => SumsInChunkOrder<double>(length, chunks);

    [Fact]
    public void Parameters_of_both_precisions_are_summed_side_by_side()
    {
        var (single, wide) = (new Parameter<float>("single", [1]), new Parameter<double>("wide", [1]));
        GradientBuffer[] buffers = [new([single, wide]), new([single, wide])];
        foreach (var buffer in buffers)
        {
            (buffer.Find(single)![0], buffer.Find(wide)![0]) = (0.1f, 0.1);
        }

        var total = GradientSum.IntoFirst(buffers, 2);

        Assert.Equal((0.1f + 0.1f, 0.1 + 0.1), (total.Find(single)![0], total.Find(wide)![0]));
    }

    private static void SumsInChunkOrder<T>(int length, int chunks)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Parameter<T>[] parameters = [new("a", [length]), new("b", [3, length])];
        var key = StreamKey.ForSeed(1, NoisePurpose.InitialWeights);
        var buffers = Enumerable.Range(0, chunks + 1).Select(_ => new GradientBuffer(parameters)).ToArray();
        for (var k = 0; k < buffers.Length; k++)
        {
            foreach (var parameter in parameters)
            {
                var values = buffers[k].Find(parameter)!;
                for (var e = 0; e < values.Length; e++)
                {
                    values[e] = T.CreateTruncating(Gaussian.Next(key, (uint)k, (uint)e, (uint)values.Length));
                }
            }
        }

        var expected = parameters.Select(p => Enumerable.Range(0, p.Count)
            .Select(e => buffers.Take(chunks).Aggregate(T.Zero, (sum, buffer) => sum + buffer.Find(p)![e])).ToArray()).ToArray();

        // The buffer after the last chunk is one of an earlier, larger batch: it is left out.
        var total = GradientSum.IntoFirst(buffers, chunks);

        Assert.Equal(expected[0], total.Find(parameters[0]));
        Assert.Equal(expected[1], total.Find(parameters[1]));
    }
}
