using Bss2.Chip.Randomness;
using Bss2.Trainer.Numerics;
using Bss2.Trainer.Training;

namespace Bss2.Trainer.Tests.Training;

public class GradientSumTests
{
    [Theory]
    [InlineData(0, 3)]
    [InlineData(1, 1)]
    [InlineData(7, 10)]
    [InlineData(8, 2)]
    [InlineData(9, 10)]
    [InlineData(17, 5)]
    [InlineData(512, 10)]
    public void Every_element_is_summed_in_chunk_order_to_the_last_bit(int length, int chunks)
    {
        Parameter[] parameters = [new("a", [length]), new("b", [3, length])];
        var key = StreamKey.ForSeed(1, NoisePurpose.InitialWeights);
        var buffers = Enumerable.Range(0, chunks + 1).Select(_ => new GradientBuffer(parameters)).ToArray();
        for (var k = 0; k < buffers.Length; k++)
        {
            foreach (var values in buffers[k].Values)
            {
                for (var e = 0; e < values.Length; e++)
                {
                    values[e] = (float)Gaussian.Next(key, (uint)k, (uint)e, (uint)values.Length);
                }
            }
        }

        var expected = parameters.Select((p, index) => Enumerable.Range(0, p.Values.Length)
            .Select(e => buffers.Take(chunks).Aggregate(0f, (sum, buffer) => sum + buffer.Values[index][e])).ToArray()).ToArray();

        // The buffer after the last chunk is one of an earlier, larger batch: it is left out.
        var total = GradientSum.IntoFirst(buffers, chunks);

        Assert.Equal(expected[0], total.Values[0]);
        Assert.Equal(expected[1], total.Values[1]);
    }
}
